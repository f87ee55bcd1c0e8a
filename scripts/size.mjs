// How much a user's bundle grows by each entry of each package: minified and gzipped, packages of others left out.
//
//   node scripts/size.mjs            fails when an entry is over its budget in size-budgets.json, or has none
//   node scripts/size.mjs --write    sets every budget to today's size and 15 % (look at the difference before you keep it)
//
// `own` is the package's own code, `total` brings the kit packages it imports with it. A provider's `first` is what its
// import loads of its own code; the rest is loaded with the first call that needs it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root, workspacePackages } from './workspace.mjs';

const budgetFile = join(root, 'size-budgets.json');
const headroom = 1.15;
/** What a provider may add to a program before its first call. */
const mostFirstBytes = 6_000;

/** @returns {Promise<Record<string, { own: number, total: number, first?: number }>>} bytes, by entry as it is imported */
async function measure() {
  const sizes = {};
  for (const found of workspacePackages().filter((candidate) => candidate.published && candidate.kind !== 'app')) {
    for (const [subpath, source] of Object.entries(found.entries)) {
      const file = join(found.directory, source);
      sizes[posix.join(found.name, subpath)] = {
        own: await bundledBytes(file, () => true),
        total: await bundledBytes(file, (name) => !name.startsWith('@kit/')),
        ...(found.kind === 'provider' && subpath === '.' && { first: await firstBytes(file) }),
      };
    }
  }
  return sizes;
}

/** @param {string} entry absolute path of a source @param {(name: string) => boolean} stays which imports of packages are left as they are */
async function bundledBytes(entry, stays) {
  const { outputFiles } = await bundled(entry, stays);
  return gzippedBytes(outputFiles);
}

/** The entry's chunk, and those that it imports statically. */
async function firstBytes(entry) {
  const { outputFiles, metafile } = await bundled(entry, () => true, { splitting: true });
  const { outputs } = metafile;
  const first = new Set();
  const add = (path) => {
    if (first.has(path) || !outputs[path]) return;
    first.add(path);
    for (const { path: imported, kind } of outputs[path].imports) if (kind === 'import-statement') add(imported);
  };
  // What is imported dynamically is an entry, too.
  add(Object.keys(outputs).find((path) => join(root, outputs[path].entryPoint ?? '') === entry));
  return gzippedBytes(outputFiles.filter(({ path }) => first.has(relative(root, path))));
}

function bundled(entry, stays, { splitting = false } = {}) {
  return build({
    entryPoints: [entry],
    bundle: true,
    splitting,
    minify: true,
    write: false,
    metafile: true,
    absWorkingDir: root,
    outdir: root,
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    conditions: ['@kit/source'],
    plugins: [
      {
        name: 'leave imports of others',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind !== 'entry-point' && stays(path) ? { path, external: true } : undefined,
          ),
      },
    ],
  });
}

const gzippedBytes = (files) => gzipSync(Buffer.concat(files.map(({ contents }) => contents)), { level: 9 }).length;

function withHeadroom(bytes) {
  return Math.ceil((bytes * headroom) / 100) * 100;
}

/** Prints a table; returns what is wrong. */
function compare(sizes, budgets) {
  const wrong = [];
  for (const [entry, size] of Object.entries(sizes)) {
    const budget = budgets[entry];
    const first = size.first === undefined ? '' : `   first ${shown(size.first, mostFirstBytes)}`;
    console.log(
      `${entry.padEnd(36)} own ${shown(size.own, budget?.own)}   total ${shown(size.total, budget?.total)}${first}`,
    );
    if (size.first > mostFirstBytes)
      wrong.push(`${entry}: its import loads ${size.first} bytes of its own code; it may be ${mostFirstBytes}`);
    if (!budget) wrong.push(`${entry} has no budget in size-budgets.json`);
    else if (size.own > budget.own)
      wrong.push(`${entry}: its own code is ${size.own} bytes; the budget is ${budget.own}`);
    else if (size.total > budget.total)
      wrong.push(`${entry}: with kit packages it is ${size.total} bytes; the budget is ${budget.total}`);
  }
  const gone = Object.keys(budgets).filter((entry) => !sizes[entry]);
  return [...wrong, ...gone.map((entry) => `${entry} has a budget, and is no entry of a package`)];
}

function shown(size, budget) {
  return `${String(size).padStart(7)} of ${String(budget ?? '?').padStart(7)}`;
}

const sizes = await measure();
if (process.argv.includes('--write')) {
  const budgets = Object.entries(sizes).map(([entry, { own, total }]) => [
    entry,
    { own: withHeadroom(own), total: withHeadroom(total) },
  ]);
  writeFileSync(budgetFile, `${JSON.stringify(Object.fromEntries(budgets), null, 2)}\n`);
} else {
  const wrong = compare(sizes, existsSync(budgetFile) ? JSON.parse(readFileSync(budgetFile, 'utf8')) : {});
  if (wrong.length > 0) {
    console.error(`\n${wrong.join('\n')}`);
    process.exitCode = 1;
  }
}
