// Runs the README's example: what it prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import { expect, it } from 'vitest';
import * as plugin from './index.ts';
import * as semantic from './semantic/index.ts';

const modules: Readonly<Record<string, object>> = {
  '@kit/core': core,
  '@kit/plugin-cache': plugin,
  '@kit/plugin-cache/semantic': semantic,
};
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

async function run(example: string): Promise<string[]> {
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => printed.push(values.join(' ')) };
  const body = example.replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, "const $1 = modules['$2'];");
  await new Function('modules', 'console', `return (async () => {${body}})()`)(modules, console);
  return printed;
}

it.each(examples)('the README prints what it says: %s', async (example) => {
  const expected = [...example.matchAll(/^\/\/ → (.*)$/gm)].map((match) => match[1]);
  expect(expected.length).toBeGreaterThan(0);
  expect(await run(example)).toEqual(expected);
});
