// How much a user's bundle grows by each entry of each package: minified and gzipped, packages of others left out.
//
//   node scripts/size.mjs            fails when an entry is over its budget in size-budgets.json, or has none
//   node scripts/size.mjs --write    sets every budget to today's size and 15 % (look at the difference before you keep it)
//
// `own` is the package's own code, `total` brings the kit packages it imports with it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root, workspacePackages } from './workspace.mjs';

const budgetFile = join(root, 'size-budgets.json');
const headroom = 1.15;

/** @returns {Promise<Record<string, { own: number, total: number }>>} bytes, by entry as it is imported */
async function measure() {
  const sizes = {};
  for (const found of workspacePackages().filter((candidate) => candidate.published && candidate.kind !== 'app')) {
    for (const [subpath, source] of Object.entries(found.entries)) {
      const file = join(found.directory, source);
      sizes[posix.join(found.name, subpath)] = {
        own: await bundledBytes(file, () => true),
        total: await bundledBytes(file, (name) => !name.startsWith('@kit/')),
      };
    }
  }
  return sizes;
}

/** @param {string} entry absolute path of a source @param {(name: string) => boolean} stays which imports of packages are left as they are */
async function bundledBytes(entry, stays) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
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
  return gzipSync(result.outputFiles[0].contents, { level: 9 }).length;
}

function withHeadroom(bytes) {
  return Math.ceil((bytes * headroom) / 100) * 100;
}

/** Prints a table; returns what is wrong. */
function compare(sizes, budgets) {
  const wrong = [];
  for (const [entry, size] of Object.entries(sizes)) {
    const budget = budgets[entry];
    console.log(`${entry.padEnd(36)} own ${shown(size.own, budget?.own)}   total ${shown(size.total, budget?.total)}`);
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
