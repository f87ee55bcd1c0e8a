// Options of timeout(), their checks, and the plan that each operation gets of them.
import { checkOptions, type Deadlines, KitError, type Operation, type OptionCheck } from '@kit/core';
import { type Duration, durationMs } from './duration.ts';

/** Core's `Deadlines`, in durations: `{ firstPart: '20s', idle: 15_000, total: '2m' }`. `false` switches one off. */
export type TimeoutDeadlines = {
  readonly [N in keyof Deadlines]: N extends 'drip' ? Deadlines[N] : Duration | false | undefined;
};

export interface TimeoutOptions extends TimeoutDeadlines {
  /** Deadlines of single operations, over those above; `false`: none for this operation. */
  readonly operations?: { readonly [K in Operation]?: TimeoutDeadlines | false };
}

/** What timeout() does to the calls of one operation. */
export interface Plan {
  /** What goes into the calls' deadlines: everything but `total`. Undefined if there is nothing. */
  readonly deadlines: Deadlines | undefined;
  /** Longest time for what stands inside; undefined = no bound. */
  readonly totalMs: number | undefined;
}

const duration = (value: unknown) =>
  value === false || durationMs(value) !== undefined ? undefined : "milliseconds, a duration such as '30s', or false";

const drip = (value: unknown) => {
  const { windowMs, minParts } = (value ?? {}) as { readonly windowMs?: unknown; readonly minParts?: unknown };
  return value === false || (isAmount(windowMs) && isAmount(minParts)) ? undefined : '{ windowMs, minParts } or false';
};
const isAmount = (value: unknown) => typeof value === 'number' && value > 0;

const deadlineChecks: Readonly<Record<keyof TimeoutDeadlines, OptionCheck>> = {
  connect: duration,
  headers: duration,
  firstPart: duration,
  idle: duration,
  drip,
  queue: duration,
  total: duration,
};

/** @throws KitError `config` that names the option. */
export function checkTimeoutOptions(options: TimeoutOptions): void {
  checkOptions('timeout()', options, { ...deadlineChecks, operations: 'object' });
  const operations = Object.entries(options.operations ?? {});
  for (const [operation, deadlines] of operations) {
    if (deadlines === false || deadlines === undefined) continue;
    const field = `operations.${operation}`;
    if (typeof deadlines !== 'object' || deadlines === null)
      throw new KitError('config', `timeout(): \`${field}\` must be deadlines or false.`, { field });
    checkDeadlines(`timeout({ operations: { ${operation} } })`, deadlines);
  }
  if ([options, ...operations.map(([, deadlines]) => deadlines)].some(namesOne)) return;
  throw new KitError(
    'config',
    "timeout(): no deadline is named, so it would do nothing. For example: timeout({ firstPart: '20s', total: '2m' }).",
    { field: 'total' },
  );
}

/** @throws KitError `config`: `deadlines` has a field that there is not, or a value that is none. */
export function checkDeadlines(owner: string, deadlines: object): void {
  checkOptions(owner, deadlines, deadlineChecks);
}

function namesOne(deadlines: TimeoutDeadlines | false | undefined): boolean {
  return Object.keys(deadlineChecks).some(
    (name) => deadlines && deadlines[name as keyof TimeoutDeadlines] !== undefined,
  );
}

/** The plan of an operation; undefined if calls of it are left alone. */
export function planFor(operation: Operation, { operations = {}, ...common }: TimeoutOptions): Plan | undefined {
  const own = operations[operation];
  if (own === false) return undefined;
  const plan = planOf(own ? over(common, own) : common);
  return plan.deadlines || plan.totalMs !== undefined ? plan : undefined;
}

/** The plan that has these deadlines, and those of `under` where these say nothing. */
export function planOver(under: Plan, deadlines: TimeoutDeadlines): Plan {
  const total = deadlines.total === undefined ? (under.totalMs ?? false) : deadlines.total;
  return planOf({ ...over({ ...under.deadlines }, deadlines), total });
}

function planOf({ total, ...rest }: TimeoutDeadlines): Plan {
  const deadlines: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) deadlines[name] = typeof value === 'object' ? value : (durationMs(value) ?? false);
  }
  return {
    deadlines: Object.keys(deadlines).length > 0 ? (deadlines as Deadlines) : undefined,
    totalMs: total === undefined || total === false ? undefined : durationMs(total),
  };
}

function over(under: TimeoutDeadlines, deadlines: TimeoutDeadlines): TimeoutDeadlines {
  const set = Object.entries(deadlines).filter(([, value]) => value !== undefined);
  return { ...under, ...Object.fromEntries(set) };
}
