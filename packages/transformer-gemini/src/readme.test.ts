// Runs the server's example in the README: what it prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { expect, it } from 'vitest';
import * as server from './server/index.ts';

const modules = { '@kit/core': core, '@kit/transformer-gemini/server': server };
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);
const printing = examples.filter((example) => example.includes('// →'));

it.each(printing)('the README prints what it says: %s', async (example) => {
  const printed: string[] = [];
  const console = { log: (value: unknown) => printed.push(String(value)) };
  const body = example.replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = modules['$2'];");
  await new Function('modules', 'console', `return (async () => {${body}})()`)(modules, console);
  expect(printed).toEqual([...example.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]));
});

it('has an example to print', () => {
  expect(printing).toHaveLength(1);
});
