// What every package.json has in common is written here, once.
//
//   node scripts/manifests.mjs --check                    fails when a package.json has drifted
//   node scripts/manifests.mjs --write                    brings all of them in line
//   node scripts/manifests.mjs --create <folder> <name>   a new package: its package.json, README.md, src/index.ts and changeset
//
// A package author writes name, description, keywords, dependencies and, for entries beside src/index.ts,
// "kit": { "entries": { "./server": "src/server/index.ts" } }. `kit.apart` names modules that bundlers get as files of their
// own. The rest follows.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { builtFile, root, workspacePackages } from './workspace.mjs';

/** Where the project lives, once the root package.json says so. */
const repository = rootManifest().repository?.url;
const nodeVersions = '>=22.19.0';

function rootManifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** The order of keys in every package.json. */
const keys = [
  'name',
  'version',
  'private',
  'description',
  'keywords',
  'license',
  'author',
  'homepage',
  'repository',
  'bugs',
  'type',
  'sideEffects',
  'engines',
  'bin',
  'files',
  'exports',
  'publishConfig',
  'scripts',
  'kit',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'optionalDependencies',
  'devDependencies',
];

/**
 * The package.json that a package should have, from what its author wrote.
 * @param {Pick<import('./workspace.mjs').Package, 'manifest' | 'path' | 'kind' | 'published' | 'entries'> & { apart?: string[] }} sources
 */
export function expectedManifest({ manifest, path, kind, published, entries, apart = [] }) {
  const exports = (workspace) => exportsOf(entries, { workspace, hasApart: apart.length > 0 });
  const common = published ? publishedFields(manifest, path, kind, exports) : privateFields(manifest);
  return ordered({ ...manifest, ...common });
}

function publishedFields(manifest, path, kind, exports) {
  return {
    version: manifest.version ?? '0.0.0',
    description: manifest.description ?? '',
    keywords: manifest.keywords ?? ['ai', 'llm', ...(kind === 'package' ? [] : [kind])],
    license: 'MIT',
    author: 'kit contributors',
    repository: repository && { type: 'git', url: repository, directory: path },
    type: 'module',
    sideEffects: false,
    engines: { node: nodeVersions },
    files: ['dist'],
    exports: exports(true),
    publishConfig: {
      access: 'public',
      provenance: true,
      exports: exports(false),
      imports: publishedImports(manifest.imports),
    },
    scripts: {
      build: 'tsup --config ../../tsup.config.ts'.replace(
        '../..',
        path
          .split('/')
          .map(() => '..')
          .join('/'),
      ),
      ...ownScripts(manifest),
    },
  };
}

function privateFields() {
  return { version: '0.0.0', private: true, license: 'MIT', type: 'module', engines: { node: nodeVersions } };
}

function ownScripts(manifest) {
  const { build: _, ...own } = manifest.scripts ?? {};
  return own;
}

/** Conditions that only bundlers set. */
const bundlers = ['worker', 'browser', 'module'];

/** In the workspace the condition `@kit/source` leads to the sources; a published package has only what was built. */
function exportsOf(entries, { workspace, hasApart }) {
  const table = {};
  for (const [subpath, source] of Object.entries(entries)) {
    const built = `./${builtFile(source)}`;
    table[subpath] = {
      ...(workspace ? { '@kit/source': `./${source}` } : {}),
      types: `${built}.d.ts`,
      ...(hasApart &&
        Object.fromEntries(bundlers.map((name) => [name, `${built.replace(/^\.\/dist/, './dist/apart')}.js`]))),
      default: `${built}.js`,
    };
  }
  table['./package.json'] = './package.json';
  return table;
}

/** A package's own imports without the sources, which are not published. */
function publishedImports(imports) {
  if (!imports) return undefined;
  const built = Object.entries(imports).map(([name, { '@kit/source': _, ...conditions }]) => [name, conditions]);
  return Object.fromEntries(built);
}

function ordered(manifest) {
  const known = keys.filter((key) => manifest[key] !== undefined);
  const others = Object.keys(manifest).filter((key) => !keys.includes(key));
  return Object.fromEntries([...known, ...others].map((key) => [key, sortedTable(key, manifest[key])]));
}

/** Dependency tables are sorted by name, so that they merge without conflicts. */
function sortedTable(key, value) {
  if (!key.endsWith('ependencies')) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function text(manifest) {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The packages whose package.json differs from the expected one. */
export function drifted() {
  return workspacePackages().filter((found) => text(found.manifest) !== text(expectedManifest(found)));
}

function write() {
  for (const found of drifted()) {
    writeFileSync(join(found.directory, 'package.json'), text(expectedManifest(found)));
    console.log(`wrote ${found.path}/package.json`);
  }
}

function create(folder, name) {
  const directory = resolve(root, folder);
  if (existsSync(join(directory, 'package.json'))) throw new Error(`${folder}/package.json is there already`);
  mkdirSync(join(directory, 'src'), { recursive: true });
  const start = {
    'package.json': text({ name, description: '', dependencies: { '@kit/core': 'workspace:^' } }),
    'README.md': `# ${name}\n`,
    'src/index.ts': 'export {};\n',
  };
  for (const [file, content] of Object.entries(start)) {
    if (!existsSync(join(directory, file))) writeFileSync(join(directory, file), content);
  }
  const changeset = join(root, '.changeset', `add-${name.split('/').at(-1)}.md`);
  if (!existsSync(changeset)) writeFileSync(changeset, `---\n"${name}": minor\n---\n\n${name} is new.\n`);
  write();
  console.log(`created ${relative(root, directory)}: now \`pnpm install\`, then write its README and src/index.ts`);
}

function main([command, ...rest]) {
  if (command === '--write') return write();
  if (command === '--create' && rest.length === 2) return create(rest[0], rest[1]);
  if (command === '--check') {
    const wrong = drifted().map((found) => `  ${found.path}/package.json`);
    if (wrong.length === 0) return;
    console.error(`These differ from scripts/manifests.mjs (run \`pnpm manifests\`):\n${wrong.join('\n')}`);
    process.exitCode = 1;
    return;
  }
  console.error('usage: node scripts/manifests.mjs --check | --write | --create <folder> <name>');
  process.exitCode = 2;
}

if (process.argv[1] && resolve(process.argv[1]) === resolve(root, 'scripts/manifests.mjs')) main(process.argv.slice(2));
