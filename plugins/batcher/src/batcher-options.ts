// Options of batcher(), with their defaults in words and their checks.
import { checkOptions } from '@kit/core';

export interface BatcherOptions {
  /** How long the first call waits for others, in milliseconds. Default 5. */
  readonly windowMs?: number;
  /** Inputs of one request at most: the vendor's limit. Default 96, which all vendors take but the smallest. */
  readonly maxInputs?: number;
  /** Estimated tokens of one request at most: the vendor's limit. Default 50,000. */
  readonly maxTokens?: number;
}

const countFromOne = (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 1 ? undefined : 'a whole number, 1 or more';
const milliseconds = (value: unknown) =>
  typeof value === 'number' && value >= 0 && value <= 60_000 ? undefined : 'a number of milliseconds, 0 to 60,000';

/** @throws KitError `config` that names the option. */
export function checkBatcherOptions(options: BatcherOptions): void {
  checkOptions('batcher()', options, { windowMs: milliseconds, maxInputs: countFromOne, maxTokens: countFromOne });
}
