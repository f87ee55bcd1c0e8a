// A provider of somebody else's, in a folder of its own with the packed packages: an operation that kit does not know,
// TypeScript under both ways to resolve modules, the conformance suite, and a pipeline beside a provider of kit's.
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/workspace.mjs';
import { packed } from './tarballs.ts';
import { type UserFolder, userFolder } from './user-folder.ts';

let folder: UserFolder;

beforeAll(async () => {
  folder = userFolder(packed('@kit/provider-voyage', '@kit/plugin-router', '@kit/testing'), 'third-party');
  expect(await folder.npmInstall()).toMatchObject({ status: 0 });
}, 60_000);
afterAll(() => folder?.[Symbol.dispose]());

describe(`TypeScript ${ts.version} reads it, and all declarations that it meets`, () => {
  it.each([
    ['nodenext', 'tsconfig.json'],
    ['bundler, without the types of Node', 'tsconfig.bundler.json'],
  ])('module resolution %s', async (_resolution, project) => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = await folder.run(process.execPath, [tsc, '--project', project]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('is version 6', () => {
    expect(ts.versionMajorMinor).toMatch(/^6\./);
  });
});

it.each([
  ['passes the conformance suite', 'src/conformance.check.ts'],
  ['answers beside Voyage', 'src/beside-voyage.check.ts'],
])('%s', async (_name, file) => {
  const { status, stdout } = await folder.run(process.execPath, ['--test', '--test-reporter=tap', file]);
  const failures = stdout.split('\n').filter((line) => /^\s*not ok/.test(line));
  expect({ status, failures }, stdout).toEqual({ status: 0, failures: [] });
  expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(1);
});
