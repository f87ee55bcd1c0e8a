import { it } from 'vitest';
import { writeFileSync, appendFileSync } from 'node:fs';
import { acme, type Flaw } from '../../tests/conformance/acme.ts';
import { acmeManifest } from '../../tests/conformance/acme-manifest.ts';
import { conformance } from './conformance.ts';
const heap = 'no memory stays behind, after 200 aborted and 200 abandoned calls';
const flaws = (process.env.FLAWS?.split('|') ?? []) as Flaw[];
writeFileSync('/tmp/flaws.txt', '');
it.each(flaws)('%s', { timeout: 120_000 }, async (flaw) => {
  const out: string[] = [];
  const t = performance.now();
  const slow: string[] = [];
  for (const { name, run } of conformance((options) => acme(options, flaw), acmeManifest)) {
    if (name === heap && flaw !== 'keeps every answer') continue;
    const s = performance.now();
    await run().catch((error: Error) => { out.push(`  ✗ ${name}: ${error.message.split('\n').slice(0, 3).join(' | ').slice(0, 250)}`); });
    if (performance.now() - s > 1000) slow.push(`${name} ${Math.round(performance.now() - s)}`);
  }
  appendFileSync('/tmp/flaws.txt', `${flaw} (${Math.round(performance.now() - t)} ms; slow: ${slow.join(', ')})\n${out.join('\n')}\n`);
});
