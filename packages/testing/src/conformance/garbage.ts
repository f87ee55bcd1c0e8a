// Garbage collection on demand, where the runtime has it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects all garbage; undefined where that cannot be asked for. */
export function garbageCollector(): (() => void) | undefined {
  const { gc } = globalThis as { gc?: () => void };
  if (gc) return () => gc();
  try {
    setFlagsFromString('--expose-gc');
    const own: unknown = runInNewContext('gc');
    return typeof own === 'function' ? () => (own as () => void)() : undefined;
  } catch {
    return undefined;
  }
}
