// How the retries of one call know of each other, however many layers lie between them: exactly one acts on a failure.
import type { CallContext, KitError } from '@kit/core';

/** The trace is what all layers of a call share; a registered symbol is the same in every copy of this package. */
const mark = Symbol.for('@kit/plugin-retry');

/** Failures that retries of this call have passed on; undefined while there is none. */
function givenUp({ trace }: CallContext): readonly KitError[] | undefined {
  return Reflect.get(trace, mark) as readonly KitError[] | undefined;
}

/** A moment in the call, to be compared with later. */
export function givenUpCount(context: CallContext): number {
  return givenUp(context)?.length ?? 0;
}

/** Says that a retry has dealt with this failure. */
export function giveUp(context: CallContext, error: KitError): void {
  Reflect.set(context.trace, mark, [...(givenUp(context) ?? []), error]);
}

/** True if a retry further in has dealt with this failure, since the moment `since`. */
export function wasGivenUp(context: CallContext, error: KitError, since: number): boolean {
  return (
    givenUp(context)
      ?.slice(since)
      .some((other) => isSame(other, error)) ?? false
  );
}

/** Layers between the two may have added to the error, which makes a copy. */
function isSame(left: KitError, right: KitError): boolean {
  return (
    left === right ||
    (left.code === right.code &&
      left.message === right.message &&
      left.provider === right.provider &&
      left.model === right.model)
  );
}
