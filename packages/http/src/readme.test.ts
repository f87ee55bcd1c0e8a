// Runs the README's examples: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { events, type FakeServer, fakeServer, json } from '../testing/fake-vendor.ts';
import * as http from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

async function run(example: string): Promise<string[]> {
  const printed: string[] = [];
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const console = { log: (...values: unknown[]) => printed.push(values.map(written).join(' ')) };
  const body = example.replace(/^import (\{[^}]*\}) from '@kit\/(core|http)';$/gm, 'const $1 = $2;');
  const AsyncFunction = (async () => {}).constructor as new (
    ...text: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction('core', 'http', 'console', body)(core, http, console);
  return printed;
}

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer((seen, response) => {
    const { prompt, stream } = JSON.parse(seen.body) as { prompt: string; stream: boolean };
    if (prompt === 'too much') return json(response, 400, { code: 'OVER', message: 'Your allowance is used up.' });
    if (stream) return events(response, { text: 'You said ' }, { text: prompt }, '[DONE]');
    return json(response, 200, { text: `You said ${prompt}`, tokens: { in: 1, out: 3 } });
  });
  vi.stubEnv('ACME_URL', server.url);
  vi.stubEnv('ACME_API_KEY', 'acme-key');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

describe('the README', () => {
  it.each(examples)('prints what it says: %s', async (example) => {
    const expected = [...example.matchAll(/^\/\/ → (.*)$/gm)].map((match) => match[1]);
    expect(expected.length).toBeGreaterThan(0);
    expect(await run(example)).toEqual(expected);
  });
});
