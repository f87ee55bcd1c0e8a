import { describe, expect, it, vi } from 'vitest';
import { sessionSource } from './session-source.ts';

async function* parts(failure?: Error) {
  yield 'a';
  if (failure) throw failure;
}

/** Reads to the end. */
async function readAll(source: ReturnType<typeof sessionSource<string>>): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const batch = await new Promise<readonly string[] | null>((resolve, reject) => {
      const read = () => {
        try {
          const here = source.read(read);
          if (here !== undefined) resolve(here);
        } catch (error) {
          reject(error);
        }
      };
      read();
    });
    if (!batch) return found;
    found.push(...batch);
  }
}

describe('a session that is read', () => {
  it('is released once at its end', async () => {
    const release = vi.fn();
    const source = sessionSource(parts(), release);
    expect(await readAll(source)).toEqual(['a']);
    source.cancel();
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('is released where it breaks', async () => {
    const release = vi.fn();
    await expect(readAll(sessionSource(parts(new Error('cut')), release))).rejects.toThrow('cut');
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('is released when nobody reads it any more', () => {
    const release = vi.fn();
    sessionSource(parts(), release).cancel();
    expect(release).toHaveBeenCalledTimes(1);
  });
});
