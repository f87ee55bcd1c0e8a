// Finds the workspace's packages and their entry points. Every script and root test that walks the packages asks here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** The folders of pnpm-workspace.yaml that hold packages; `kind` decides what a package may import and whether it is published. */
const homes = [
  { folder: 'packages', kind: 'package' },
  { folder: 'packages/providers', kind: 'provider' },
  { folder: 'plugins', kind: 'plugin' },
  { folder: 'apps', kind: 'app' },
];
const single = [
  { folder: 'examples', kind: 'examples' },
  { folder: 'bench', kind: 'bench' },
  { folder: 'tests', kind: 'tests' },
];

/**
 * @typedef {object} Package
 * @property {string} directory absolute
 * @property {string} path relative to the root, with forward slashes
 * @property {'package' | 'provider' | 'plugin' | 'app' | 'examples' | 'bench' | 'tests'} kind
 * @property {string} name
 * @property {boolean} published
 * @property {Record<string, any>} manifest the parsed package.json
 * @property {Record<string, string>} entries export subpath → source file relative to the package
 * @property {string[]} apart source files that bundlers get as files of their own
 */

/** All workspace packages, in the order of the folders, then by name. @returns {Package[]} */
export function workspacePackages() {
  const found = [];
  for (const { folder, kind } of homes) {
    const home = join(root, folder);
    if (!existsSync(home)) continue;
    for (const name of readdirSync(home).sort()) {
      if (existsSync(join(home, name, 'package.json'))) found.push(describe(join(home, name), kind));
    }
  }
  for (const { folder, kind } of single) {
    if (existsSync(join(root, folder, 'package.json'))) found.push(describe(join(root, folder), kind));
  }
  return found;
}

function describe(directory, kind) {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return {
    directory,
    path: relative(root, directory).replaceAll('\\', '/'),
    kind,
    name: manifest.name ?? basename(directory),
    published: !['examples', 'bench', 'tests'].includes(kind) && manifest.private !== true,
    manifest,
    entries: entriesOf(directory, manifest),
    apart: manifest.kit?.apart ?? [],
  };
}

/** `src/index.ts` is the entry "."; further ones are declared in the manifest as `"kit": { "entries": { "./server": "src/server/index.ts" } }`. */
function entriesOf(directory, manifest) {
  const main = existsSync(join(directory, 'src/index.ts')) ? { '.': 'src/index.ts' } : {};
  return { ...main, ...manifest.kit?.entries };
}

/** Where the build puts what was compiled from a source file: `src/server/index.ts` → `dist/server/index`. */
export function builtFile(source) {
  return source.replace(/^src\//, 'dist/').replace(/\.ts$/, '');
}

/** The packages that everything else stands on: each keeps nine of ten lines covered, by tests of its own. */
export const foundation = workspacePackages().filter(({ name }) =>
  /^@kit\/(core|wire|http|transformer-.*)$/.test(name),
);
