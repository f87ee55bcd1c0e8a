// Every provider can be tried without a key: each of its operations answers, before a replay of its manifest.
import { spawn } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { providerIds as ids, loadProvider } from './provider-packages.mjs';

const here = new URL('.', import.meta.url);

describe('every provider', () => {
  let output = '';
  let code: number | null = null;
  beforeAll(async () => {
    ({ output, code } = await run(...ids));
  }, 240_000);

  it('is named by --list', async () => {
    const listed = await run('--list');
    expect(listed.output).toContain(`Providers: ${ids.join(', ')}\n`);
    expect(listed.code).toBe(0);
  });

  it.each(ids)('%s answers with each of its operations', async (id) => {
    const { candidate } = await loadProvider(id);
    const told = sectionOf(output, id);
    for (const operation of candidate.offered) expect(told).toMatch(new RegExp(`^ {2}${operation} +\\S`, 'm'));
    expect(told).not.toMatch(/→ [a-z-]+: |undefined|\[object Object\]/);
  });

  it('says which variable holds the key', () => {
    expect(output).toMatch(/^groq: a replay of its manifest\. To ask the vendor: .*GROQ_API_KEY/m);
  });

  it('ends well', () => {
    expect(code).toBe(0);
  });
});

it('knows no other names', async () => {
  expect(await run('grok-of-nowhere')).toMatchObject({ code: 2, output: expect.stringContaining('--list') });
});

/** What is told of one provider. */
function sectionOf(output: string, id: string): string {
  const [, section = ''] = new RegExp(`^${id}: a replay.*\\n((?: {2}.*\\n)*)`, 'm').exec(output) ?? [];
  return section;
}

/** As its reader would run it; no key and no address is left in the environment. */
function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const flags = ['--conditions=@kit/source', '--disable-warning=ExperimentalWarning', 'provider.ts'];
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [...flags, ...args], { cwd: here.pathname, env: { PATH, HOME } });
  return new Promise((resolve) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('close', (code) => resolve({ code, output }));
  });
}
