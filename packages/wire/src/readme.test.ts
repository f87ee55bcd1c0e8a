// Runs the README's examples: what each prints must be what the comments after `// →` say.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as wire from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] as string);

function run(example: string): string[] {
  const printed: string[] = [];
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const console = { log: (...values: unknown[]) => printed.push(values.map(written).join(' ')) };
  const body = example.replace(/^import (\{[^}]*\}) from '@kit\/wire';$/gm, 'const $1 = wire;');
  new Function('wire', 'console', body)(wire, console);
  return printed;
}

describe('the README', () => {
  it('has an example for each tool', () => {
    expect(examples.length).toBeGreaterThanOrEqual(9);
  });

  it.each(examples)('prints what it says: %s', (example) => {
    const expected = [...example.matchAll(/^\/\/ → (.*)$/gm)].map((match) => match[1]);
    expect(expected.length).toBeGreaterThan(0);
    expect(run(example)).toEqual(expected);
  });
});
