import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const home = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${home}README.md`, 'utf8');

/** Every program of the README with the heading that it stands under, and what it says it prints. */
const programs = [...readme.matchAll(/```ts\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map((found) => {
  const [, code = '', output] = found;
  const heading =
    readme
      .slice(0, found.index)
      .match(/^## .+$/gm)
      ?.at(-1) ?? '';
  return { heading, code, output };
});

describe('the README', () => {
  it('has its programs', () => {
    expect(programs.length).toBeGreaterThan(5);
  });

  it.each(programs)('prints what it says: $heading', async ({ code, output }) => {
    const flags = [
      '--conditions=@kit/source',
      '--disable-warning=ExperimentalWarning',
      '--input-type=module-typescript',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--eval', code], { cwd: home });
    expect(stdout).toBe(output ?? '');
  });
});
