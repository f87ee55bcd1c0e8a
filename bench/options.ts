// The command line.
import { parseArgs } from 'node:util';
import { type ContestantName, contestantNames } from './contestants/index.ts';

export interface Options {
  /** Terms that select cases; none: all. */
  readonly only: readonly string[];
  readonly contestants: readonly ContestantName[];
  readonly rounds: number;
  readonly sampleMs: number;
  /** Write RESULTS.md. By default only a whole run does. */
  readonly write: boolean;
  readonly list: boolean;
}

export const DEFAULT_ROUNDS = 7;

export const usage = `pnpm bench [options]

  --only <case,…>          cases whose id has these segments: stream-text, stream-differs/openai, gemini, mixed, small-64 …
  --contestants <name,…>   ${contestantNames.join(', ')}
  --rounds <n>             interleaved rounds, ${DEFAULT_ROUNDS} by default
  --sample-ms <n>          how long a sample takes, 150 by default
  --write                  write RESULTS.md although not everything was measured
  --list                   the ids of all cases`;

/** @throws Error that says what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    // pnpm hands on the `--` that separates its own options.
    args: args.filter((arg) => arg !== '--'),
    options: {
      only: { type: 'string', multiple: true, default: [] },
      contestants: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
      'sample-ms': { type: 'string', default: '150' },
      write: { type: 'boolean' },
      list: { type: 'boolean', default: false },
    },
  });
  const only = listed(values.only);
  const chosen = listed(values.contestants);
  const unknown = chosen.filter((name) => !(contestantNames as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`no contestant is called ${unknown.join(', ')}`);
  const rounds = positive('--rounds', values.rounds);
  return {
    only,
    contestants: chosen as readonly ContestantName[],
    rounds,
    sampleMs: positive('--sample-ms', values['sample-ms']),
    write: values.write ?? (only.length === 0 && chosen.length === 0 && rounds >= DEFAULT_ROUNDS),
    list: values.list,
  };
}

const listed = (given: readonly string[]) => given.flatMap((value) => value.split(',')).filter((name) => name !== '');

function positive(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} takes a whole number, not ${value}`);
  return number;
}
