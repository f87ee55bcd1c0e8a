// Every example runs, as its reader would run it, against the simulator, and says what it should.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('.', import.meta.url).pathname;

/** What each example has to print, besides ending with 0. */
const expected: Readonly<Record<string, readonly RegExp[]>> = {
  'quickstart.ts': [
    /A streamed chat/,
    /the model calls weather\(\{.*"city"/,
    /ingredients/,
    /1 vector of \d+ numbers/,
    /rate-limit/,
    /broken.* → /,
    /cost USD/,
    /Next: README/,
  ],
  'streaming.ts': [
    /finished: stop/,
    /folded: \d+ characters/,
    /refused before it began: not-found/,
    /left after 3 pieces/,
  ],
  'tools.ts': [/→ weather\(\{.*"city"/],
  'structured-output.ts': [/: \d+ ingredients, [\d.]+ minutes/],
  'fallback.ts': [/fallback: broken\/gpt-6-luna → anthropic\/claude-haiku-5-5 \(network\)/, /after 3 attempts/],
  'custom-middleware.ts': [/chat: complete/, /stream: complete/, /stream: abandoned/],
  'own-provider.ts': [/You said: Hello there \(parrot, parrot-1\)/, /not: 1/, /^openai$/m],
};

/** Parts of examples, not examples. */
const shared = ['vendors.ts', 'measurements.ts'];

describe('examples', () => {
  it('are all listed here', () => {
    const files = readdirSync(folder).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !shared.includes(name),
    );
    expect(files.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  for (const [name, patterns] of Object.entries(expected)) {
    it(`${name} runs without a key`, { timeout: 30_000 }, async () => {
      const { code, output } = await run(name);
      expect(output).not.toMatch(/undefined|\[object Object\]|NaN/);
      for (const pattern of patterns) expect(output).toMatch(pattern);
      expect(code).toBe(0);
    });
  }
});

function run(name: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env };
  for (const key of Object.keys(env)) if (/_API_KEY$|_AUTH_TOKEN$|_BASE_URL$/.test(key)) delete env[key];
  const child = spawn(process.execPath, ['--conditions=@kit/source', '--disable-warning=ExperimentalWarning', name], {
    cwd: folder,
    env,
  });
  return new Promise((resolve) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('close', (code) => resolve({ code, output }));
  });
}
