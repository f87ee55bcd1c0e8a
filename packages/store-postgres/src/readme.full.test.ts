// Runs the README's example against a real PostgreSQL: what it prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { postgresURL } from '@kit/store-testing';
import { expect, it } from 'vitest';
import * as entry from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

async function run(example: string): Promise<string[]> {
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => printed.push(format(...values)) };
  const body = example.replace(/^import (\{[^}]*\}) from '[^']+';$/gm, 'const $1 = entry;');
  await new Function('entry', 'console', 'process', `return (async () => {${body}})()`)(entry, console, {
    env: { DATABASE_URL: postgresURL },
  });
  return printed;
}

it.skipIf(!postgresURL).each(examples)('the README prints what it says: %s', async (example) => {
  const expected = [...example.matchAll(/^\/\/ → (.*)$/gm)].map((match) => match[1]);
  expect(expected.length).toBeGreaterThan(0);
  expect(await run(example)).toEqual(expected);
});
