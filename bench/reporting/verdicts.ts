// What had to be reached, and what was.
import { CONSTRUCT_MS, SLOW_FIRST_TEXT_MS, SLOW_STREAM_BYTES, TAP_NANOS } from '../cases.ts';
import { contestant } from '../contestants/index.ts';
import type { CaseResult } from '../measuring/measure-case.ts';
import { median, spread } from '../measuring/statistics.ts';
import { kilobytes, milliseconds, spreadFigures, times } from './figures.ts';
import { overFloor, type Results } from './results.ts';

export interface Verdict {
  readonly id: string;
  readonly about: string;
  readonly reached: boolean;
  /** The figure, its spread and the target, as they are shown. */
  readonly figure: string;
  readonly spread: string;
  readonly target: string;
}

export function verdicts(results: Results): readonly Verdict[] {
  return [
    ...results.cases.flatMap((result) => [...ratioVerdicts(result), ...burstVerdicts(result)]),
    ...startVerdicts(results),
    ...tapVerdicts(results),
  ];
}

export function ratioVerdicts(result: CaseResult): readonly Verdict[] {
  const { id, about, targets } = result.measured;
  return targets.flatMap((target) => {
    const over = overFloor(result, target.contestant);
    if (!over) return [];
    const through = target.contestant === 'kit' ? '' : `, ${contestant(target.contestant).title}`;
    return {
      id,
      about: `${about}${through}`,
      reached: over.median <= target.atMost,
      figure: times(over.median),
      spread: spreadFigures(over),
      target: `≤ ${target.atMost}`,
    };
  });
}

export function burstVerdicts({ measured: { id, burst }, figures }: CaseResult): readonly Verdict[] {
  const kit = figures.get('kit');
  const floor = figures.get('floor');
  if (!burst || !kit || !floor) return [];
  const later = spread(kit.firstTextP99Ms.map((ms, round) => ms - (floor.firstTextP99Ms[round] ?? Number.NaN)));
  const first: Verdict = {
    id,
    about: "first text (p99), later than the floor's",
    reached: later.median <= SLOW_FIRST_TEXT_MS,
    figure: milliseconds(later.median),
    spread: spreadFigures(later),
    target: `≤ ${SLOW_FIRST_TEXT_MS} ms`,
  };
  if (!kit.memory) return [first];
  const { heapBytes, residentBytes } = kit.memory;
  const size = (about: string, bytes: number): Verdict => ({
    id,
    about,
    reached: bytes <= SLOW_STREAM_BYTES,
    figure: kilobytes(bytes),
    spread: '',
    target: `≤ ${kilobytes(SLOW_STREAM_BYTES)}`,
  });
  return [
    first,
    size('memory of a stream, live heap and buffers', heapBytes),
    size('memory of a stream, resident', residentBytes),
  ];
}

export function startVerdicts({ start }: Pick<Results, 'start'>): readonly Verdict[] {
  const kit = start?.get('kit');
  if (!kit) return [];
  const constructs = spread(kit.map(({ constructMs }) => constructMs));
  return [
    {
      id: 'start/openai',
      about: 'import and construct, a fresh process (better 15 ms)',
      reached: constructs.median <= CONSTRUCT_MS,
      figure: milliseconds(constructs.median),
      spread: spreadFigures(constructs),
      target: `≤ ${CONSTRUCT_MS} ms`,
    },
  ];
}

export function tapVerdicts({ tap }: Pick<Results, 'tap'>): readonly Verdict[] {
  if (!tap) return [];
  const row = (about: string, figures: readonly number[]): Verdict => ({
    id: 'tap',
    about,
    reached: median(figures) <= TAP_NANOS,
    figure: `${median(figures).toFixed(0)} ns`,
    spread: spreadFigures(quartiles(figures)),
    target: `≤ ${TAP_NANOS} ns`,
  });
  return [
    row('a tap on a stream, a part, 40 parts a batch', tap.coalesced),
    row('a tap on a stream, a part, one part a batch', tap.live),
  ];
}

/** Of many short rounds: what lies outside says more about the machine. */
function quartiles(figures: readonly number[]) {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
