// Files, where the runtime has them.

/** As much of `node:fs/promises` as credentials need. */
export interface RuntimeFiles {
  readFile(path: string, encoding: 'utf8'): Promise<string>;
}

/**
 * The files of Node, Bun and Deno; undefined elsewhere. Asked of the runtime by name: bundlers for browsers and workers stop
 * at an import of them.
 */
export function runtimeFiles(): RuntimeFiles | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.('node:fs/promises') as RuntimeFiles | undefined;
}
