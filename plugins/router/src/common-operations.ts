// What several providers can all do.
import type { AnyProvider, Operation } from '@kit/core';

/** Operations that every provider of the list has. */
export type CommonOperations<P extends readonly AnyProvider[]> = {
  // Wrapped, so that a union of providers is asked as a whole: one that lacks the operation denies it to all.
  [K in Operation]: [P[number]] extends [{ readonly handlers: { readonly [Q in K]: unknown } }] ? K : never;
}[Operation];

/** The same at run time. */
export function commonOperations(providers: readonly { readonly handlers: object }[]): Operation[] {
  const [first, ...rest] = providers;
  const names = Object.keys(first?.handlers ?? {}) as Operation[];
  return names.filter((name) => rest.every(({ handlers }) => Object.hasOwn(handlers, name)));
}
