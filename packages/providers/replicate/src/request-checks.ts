// Errors of requests that name their field.
import { KitError } from '@kit/core';

export function wrongField(field: string, problem: string): KitError {
  return new KitError('invalid-request', `replicatePredict: \`${field}\` is ${problem}.`, { field });
}

/** What no model of Replicate's can do, or this one cannot. */
export function unsupported(operation: string, field: string, problem: string): KitError {
  return new KitError('unsupported', `${operation}: ${problem}`, { field });
}
