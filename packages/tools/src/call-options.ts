// The call options of a task that makes several calls: one signal, one deadline, one correlation id for all of them.
import { type CallOptions, deadlineMs, type Environment, Scope } from '@kit/core';

export interface TaskCalls {
  readonly scope: Scope;
  /** The options of the next call. */
  next(): CallOptions;
}

/** `deadlines.total` bounds the whole task, every other deadline each call. `requestId` is the first call's. */
export function taskCalls(options: CallOptions, environment: Environment): TaskCalls {
  const { signal, deadlines, requestId, ...kept } = options;
  const scope = new Scope(undefined, signal);
  const totalMs = deadlineMs(deadlines, 'total');
  if (totalMs !== undefined) scope.expireAfter(totalMs, environment);
  const correlationId = options.correlationId ?? environment.id();
  let isFirst = true;
  return {
    scope,
    next() {
      const first = isFirst;
      isFirst = false;
      return {
        ...kept,
        correlationId,
        signal: scope.signal,
        ...(deadlines && { deadlines: { ...deadlines, total: undefined } }),
        ...(first && requestId !== undefined && { requestId }),
      };
    },
  };
}
