// Options of health(), with their defaults in words and their checks.
import { type CallContext, checkOptions, type Environment, type EventListener } from '@kit/core';
import type { HealthVerdict } from './health-state.ts';

/** Asks in a way of one's own. What it throws, and what takes too long, has failed; without an answer all is well. */
export type HealthProbe = (context: CallContext) => Promise<ProbeAnswer | undefined>;

export interface ProbeAnswer {
  readonly status: HealthVerdict;
  readonly detail?: string;
}

export interface HealthOptions {
  /** Name in events and messages. Default: the provider's id, or `probe`. */
  readonly id?: string;
  /** The model that is asked about, where the provider's `health` can tell. */
  readonly model?: string;
  /** Milliseconds between two checks while all is well, give or take a tenth. Default 30,000. */
  readonly intervalMs?: number;
  /** … while it is not. Default 5,000, or `intervalMs` if that is shorter. */
  readonly recheckMs?: number;
  /** A check that takes longer has failed. Default 10,000. */
  readonly timeoutMs?: number;
  /** A check that takes longer is `degraded`, whatever it says. Off by default. */
  readonly slowMs?: number;
  /** Checks in a row that have to fail before it is `down`, or be less than ok before it is `degraded`. Default 3. */
  readonly failures?: number;
  /** Checks in a row that have to be ok before it is `ok` again. Default 2. */
  readonly successes?: number;
  /** Calls through this middleware fail at once with `circuit-open` while it is `down`. Default false. */
  readonly refuse?: boolean;
  /** Hears when the state changes. */
  readonly onChange?: EventListener<'health-transition'>;
  /** Hears of every check. */
  readonly onCheck?: EventListener<'health-check'>;
  /** Clock, timers and chance. Default: those of the first pipeline that it is used in. */
  readonly environment?: Environment;
}

const countFromOne = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'a whole number, 1 or more';

/** @throws KitError `config` that names the option. */
export function checkHealthOptions(options: HealthOptions): void {
  checkOptions('health()', options, {
    id: 'string',
    model: 'string',
    intervalMs: 'positive',
    recheckMs: 'positive',
    timeoutMs: 'positive',
    slowMs: 'positive',
    failures: countFromOne,
    successes: countFromOne,
    refuse: 'boolean',
    onChange: 'function',
    onCheck: 'function',
    environment: 'object',
  });
}
