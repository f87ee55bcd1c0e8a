// Every package.json is in line with scripts/manifests.mjs, and every published package is complete.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drifted, expectedManifest } from '../scripts/manifests.mjs';
import { root, workspacePackages } from '../scripts/workspace.mjs';
import { isTest, typescriptFiles } from './source-files.ts';

const published = workspacePackages().filter((found) => found.published);

it('no package.json has drifted from what they have in common', () => {
  expect(drifted().map((found) => `${found.path}/package.json: run \`pnpm manifests\``)).toEqual([]);
});

it('the sources come first in the workspace, and are not there for users', () => {
  const manifest = { name: '@kit/x', kit: { entries: { './server': 'src/server/index.ts' } } };
  const entries = { '.': 'src/index.ts', './server': 'src/server/index.ts' };
  const { exports, publishConfig } = expectedManifest({
    path: 'packages/x',
    kind: 'package',
    published: true,
    manifest,
    entries,
  });
  expect(exports['./server']).toEqual({
    '@kit/source': './src/server/index.ts',
    types: './dist/server/index.d.ts',
    default: './dist/server/index.js',
  });
  expect(publishConfig.exports['./server']).toEqual({
    types: './dist/server/index.d.ts',
    default: './dist/server/index.js',
  });
});

it('bundlers get files of their own where a package says what is apart', () => {
  const entries = { '.': 'src/index.ts' };
  const sources = {
    path: 'packages/x',
    kind: 'package',
    published: true,
    manifest: { name: '@kit/x' },
    entries,
  } as const;
  const { publishConfig } = expectedManifest({ ...sources, apart: ['src/rare.ts'] });
  expect(Object.entries(publishConfig.exports['.'])).toEqual([
    ['types', './dist/index.d.ts'],
    ['worker', './dist/apart/index.js'],
    ['browser', './dist/apart/index.js'],
    ['module', './dist/apart/index.js'],
    ['default', './dist/index.js'],
  ]);
});

describe.each(published.map((found) => [found.name, found] as const))('%s', (name, found) => {
  it('has a README, a description and at least one test', () => {
    expect(existsSync(join(found.directory, 'README.md'))).toBe(true);
    expect(found.manifest.description).not.toBe('');
    expect(typescriptFiles(found).filter(isTest)).not.toEqual([]);
  });

  it('has all its entries', () => {
    expect(Object.keys(found.entries)).toContain('.');
    for (const entry of Object.values<string>(found.entries))
      expect(existsSync(join(found.directory, entry)), entry).toBe(true);
  });

  it('runs no script when it is installed', () => {
    const scripts = Object.keys(found.manifest.scripts ?? {});
    expect(scripts.filter((script) => /^(pre|post)?(install|prepare)$|^prepublish$/.test(script))).toEqual([]);
  });

  if (found.manifest.version === '0.0.0') {
    it('is announced by a changeset', () => {
      const folder = join(root, '.changeset');
      const changesets = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
      const announced = changesets.some((file) => readFileSync(join(folder, file), 'utf8').includes(`"${name}":`));
      expect(announced).toBe(true);
    });
  }
});
