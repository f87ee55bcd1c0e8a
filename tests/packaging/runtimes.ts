// Where else than on Node a user's program runs. Their npm packages bring a binary for each machine; no install script is needed.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type RuntimeName = 'bun' | 'deno' | 'workerd';

const places: Readonly<Record<RuntimeName, readonly string[]>> = {
  bun: ['bin/bun', 'bin/bun.exe'],
  deno: ['deno', 'deno.exe'],
  workerd: ['bin/workerd', 'bin/workerd.exe'],
};

/** The binary for this machine; undefined where there is none. */
export function runtimeBinary(name: RuntimeName): string | undefined {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { optionalDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as { optionalDependencies: object };
  for (const dependency of Object.keys(optionalDependencies)) {
    const folder = folderOf(dependency, manifest);
    const binary = folder && places[name].map((place) => join(folder, place)).find((file) => existsSync(file));
    if (binary) return binary;
  }
  return undefined;
}

/** Of the packages for all machines, only that for this one is installed. */
function folderOf(name: string, from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
