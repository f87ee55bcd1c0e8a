import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Options } from 'tsup';
import { emitDeclarations } from './scripts/declarations.mjs';
import { workspacePackages } from './scripts/workspace.mjs';

/** One build for every package: run in its folder, `tsup` compiles the entries that its package.json names. */
const directory = process.cwd();
const found = workspacePackages().find((candidate) => candidate.directory === directory);
if (!found) throw new Error(`${directory} is not a package of this workspace`);
const sources = Object.values(found.entries);

// tsup's own clean-up leaves old declarations behind.
rmSync(join(directory, 'dist'), { recursive: true, force: true });

const nameOf = (source: string) => source.replace(/^src\//, '').replace(/\.ts$/, '');
const named = (files: readonly string[]) => Object.fromEntries(files.map((source) => [nameOf(source), source]));

const common: Options = {
  format: 'esm',
  target: ['es2023', 'node22'],
  platform: 'neutral',
  // Entries of one package share their modules, so that a class is the same class through each of them.
  splitting: true,
  // `node:net` stays `node:net`: not every runtime and bundler knows it by its short name.
  removeNodeProtocol: false,
  sourcemap: true,
  // A package's own conditional imports (`#runtime`) are decided where it is used, and Node's modules are Node's.
  external: [/^#/, /^node:/],
  silent: true,
  // TypeScript writes the declarations itself: one file for each source, and in a fraction of the time.
  dts: false,
};

export default defineConfig([
  {
    ...common,
    // `src/server/index.ts` becomes `dist/server/index.js`, with a source map that carries its source.
    entry: named(sources),
    outDir: join(directory, 'dist'),
    onSuccess: async () => emitDeclarations(directory, sources),
  },
  // The same once more for bundlers, to whom a file is one thing that is needed or not: the modules that `kit.apart` names
  // get files of their own, so that what only some calls need can stay away from the others. Node loads few files faster.
  ...(found.apart.length > 0
    ? [{ ...common, entry: named([...sources, ...found.apart]), outDir: join(directory, 'dist/apart') }]
    : []),
]);
