// Checks the second argument of every call.
import type { CallOptions } from './context.ts';
import { type Deadlines, defaultDeadlines } from './deadlines.ts';
import { nearest } from './nearest.ts';
import { checkOptions, type OptionCheck } from './options.ts';

const signal = (value: unknown) =>
  typeof (value as { addEventListener?: unknown } | null)?.addEventListener === 'function'
    ? undefined
    : 'an AbortSignal';

const isDuration = (value: unknown) => typeof value === 'number' && value >= 0;

function deadlines(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'an object such as { firstPart: 5_000, total: 30_000 }';
  for (const [name, limit] of Object.entries(value as Deadlines)) {
    if (!Object.hasOwn(defaultDeadlines, name)) {
      const guess = nearest(name, Object.keys(defaultDeadlines));
      return `deadlines by name; there is no "${name}"${guess ? `, did you mean "${guess}"?` : ''}`;
    }
    if (limit === undefined || limit === false) continue;
    if (name === 'drip') {
      const { windowMs, minParts } = limit as Exclude<Deadlines['drip'], false | undefined>;
      if (!isDuration(windowMs) || !isDuration(minParts))
        return 'deadlines with `drip: { windowMs, minParts }` or false';
    } else if (!isDuration(limit)) return `deadlines in milliseconds; \`${name}\` must be a number of them, or false`;
  }
  return undefined;
}

const checks: Readonly<Record<keyof CallOptions, OptionCheck>> = {
  signal,
  deadlines,
  tenant: 'string',
  user: 'string',
  project: 'string',
  actor: 'object',
  tags: 'array',
  metadata: 'object',
  hints: 'object',
  headers: 'object',
  query: 'object',
  credentials: 'object',
  baseURL: 'url',
  patch: 'object',
  raw: 'boolean',
  strict: 'boolean',
  requestId: 'string',
  correlationId: 'string',
  commit: ['content', 'answer'],
};

/** @throws KitError `config` that names the option. */
export function checkCallOptions(options: CallOptions): void {
  checkOptions('call options', options, checks);
}
