// Where cassettes are kept.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CassetteStore {
  /** What was written; undefined if nothing was. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** A file. It is replaced as a whole, so that nobody reads half of it. */
export function cassetteFile(path: string | URL): CassetteStore {
  return {
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(text) {
      const file = path instanceof URL ? fileURLToPath(path) : path;
      await mkdir(dirname(file), { recursive: true });
      const half = `${file}.${process.pid}.part`;
      await writeFile(half, text);
      await rename(half, file);
    },
  };
}
