// Runs the README's examples: what each prints must be what the comments after `// →` say.
import { readFileSync } from 'node:fs';
import * as core from '@kit/core';
import * as anthropic from '@kit/provider-anthropic';
import * as google from '@kit/provider-google';
import * as openai from '@kit/provider-openai';
import * as testing from '@kit/testing';
import * as toJsonSchema from '@valibot/to-json-schema';
import * as arktype from 'arktype';
import * as valibot from 'valibot';
import { expect, it } from 'vitest';
import * as zod from 'zod';
import * as tools from './index.ts';

const modules: Readonly<Record<string, object>> = {
  '@kit/core': core,
  '@kit/provider-anthropic': anthropic,
  '@kit/provider-google': google,
  '@kit/provider-openai': openai,
  '@kit/testing': testing,
  '@kit/tools': tools,
  '@valibot/to-json-schema': toJsonSchema,
  arktype,
  valibot,
  zod,
};
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

async function run(example: string): Promise<string[]> {
  const printed: string[] = [];
  const console = { log: (...values: unknown[]) => printed.push(...values.join(' ').split('\n')) };
  const body = example.replace(/^import (?:\* as (\w+)|(\{[^}]*\})) from '([^']+)';$/gm, (_all, star, names, name) => {
    return `const ${star ?? names} = modules['${name}'];`;
  });
  await new Function('modules', 'console', `return (async () => {${body}})()`)(modules, console);
  return printed;
}

it.each(examples)('the README prints what it says: %s', async (example) => {
  const expected = [...example.matchAll(/^\/\/ → (.*)$/gm)].map((match) => match[1]);
  expect(expected.length).toBeGreaterThan(0);
  expect(await run(example)).toEqual(expected);
});
