// Runs the measurement of a tap in a process of its own.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Nanoseconds that a tap adds to a part, one figure for each round. */
export interface TapResult {
  /** 40 parts a batch. */
  readonly coalesced: readonly number[];
  /** One part a batch. */
  readonly live: readonly number[];
}

/** These rounds are short: there can be more of them. */
const ROUNDS_EACH = 7;

export async function measureTap(rounds: number): Promise<TapResult> {
  const file = fileURLToPath(new URL('./tap.ts', import.meta.url));
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', file, String(rounds * ROUNDS_EACH)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as TapResult;
}
