import { it } from 'vitest';
import { acme, type Flaw } from '../../tests/conformance/acme.ts';
import { acmeManifest } from '../../tests/conformance/acme-manifest.ts';
import { conformance } from './conformance.ts';
const heap = 'no memory stays behind, after 200 aborted and 200 abandoned calls';
const flaws: Flaw[] = ['ends streams wherever their body ends','tells no usage','counts cached tokens twice','reads every failure as a server error','tries again by itself','takes no abort','leaves a timer','leaves a listener','keeps every answer','quotes its key in errors','logs its key','remembers one answer for all','holds the text back','trusts what comes','finishes as often as it is told','drops what it cannot do','loses the tool call','forgets the signature'];
it.each(flaws)('%s', { timeout: 120_000 }, async (flaw) => {
  const out: string[] = [];
  const t = performance.now();
  const slow: string[] = [];
  for (const { name, run } of conformance((options) => acme(options, flaw), acmeManifest)) {
    if (name === heap && flaw !== 'keeps every answer') continue;
    const s = performance.now();
    await run().catch((error: Error) => { out.push(`  ✗ ${name}: ${error.message.split('\n').slice(0, 3).join(' | ').slice(0, 200)}`); });
    if (performance.now() - s > 1000) slow.push(`${name} ${Math.round(performance.now() - s)}`);
  }
  console.log(`${flaw} (${Math.round(performance.now() - t)} ms; slow: ${slow.join(', ')})\n${out.join('\n')}`);
});
