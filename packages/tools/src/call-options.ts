// The call options of a task that makes several calls: one signal, one deadline, one correlation id for all of them.
import { type CallContext, type CallOptions, createContext, type Environment, type Scope } from '@kit/core';

export interface TaskCalls {
  readonly scope: Scope;
  /** The options of the next call. */
  next(): CallOptions;
  /** The options for what happens beside the calls: `requestId` is not spent on it. */
  beside(): CallOptions;
}

/**
 * `deadlines.total` bounds the whole task, every other deadline each call. `requestId` is the first call's.
 * @throws KitError `config` for a wrong option.
 */
export function taskCalls(options: CallOptions, environment: Environment): TaskCalls {
  const { scope } = createContext(options, environment);
  const { signal: _, deadlines, requestId, ...kept } = optionsOf(options);
  const correlationId = options.correlationId ?? environment.id();
  let isFirst = true;
  const beside = (): CallOptions => ({
    ...kept,
    correlationId,
    signal: scope.signal,
    ...(deadlines && { deadlines: { ...deadlines, total: undefined } }),
  });
  return {
    scope,
    beside,
    next() {
      const first = isFirst;
      isFirst = false;
      return { ...beside(), ...(first && requestId !== undefined && { requestId }) };
    },
  };
}

/** A middleware passes on the context of its call: what makes that a running call is not for other calls. */
function optionsOf(options: CallOptions): CallOptions {
  if (!('trace' in options)) return options;
  const { scope: _, trace, environment, events, target, notes, ...plain } = options as CallContext;
  return { ...plain, requestId: options.requestId };
}
