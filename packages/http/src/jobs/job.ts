// Handles on work that runs at the vendor's: a Job made of a JobDefinition.
import {
  type Call,
  type CallContext,
  type CallOptions,
  createContext,
  deriveContext,
  type Job,
  type JobState,
  type JobStatus,
  type JobWaitOptions,
  KitError,
  timeoutError,
} from '@kit/core';
import { type Exchange, finalJobStates, type JobDefinition } from '../definition.ts';
import { patientLook } from './patient-look.ts';
import { poll } from './polling.ts';

/**
 * The handle that an operation such as `batch` answers. It outlives the call that made it: each look at the vendor's is an
 * exchange with a context of its own, with the options (tenant, credentials, deadlines, …) of that call.
 */
export function createJob<T>(exchange: Exchange, call: Call, definition: JobDefinition<T>): Job<T> {
  const { id, reply, onAbort = 'detach' } = definition;
  const known = { provider: exchange.provider, operation: call.operation };
  const ask = async <R>(run: (context: CallContext) => Promise<R>, change?: CallOptions): Promise<R> => {
    const context = jobContext(call.context, change);
    try {
      return await run(context);
    } finally {
      context.scope.close();
    }
  };
  const results = async (context: CallContext): Promise<T> => {
    const status = await definition.status(exchange, context);
    if (!finalJobStates.includes(status.state))
      throw new KitError('invalid-request', `The job ${id} is still ${status.state}: wait() for it.`, known);
    return finished(status, context);
  };
  const finished = async (status: JobStatus, context: CallContext): Promise<T> => {
    if (status.state === 'succeeded') return definition.results(exchange, context);
    throw status.error?.with(known) ?? unsuccessful(id, status.state, known);
  };
  const cancel = async (context: CallContext) => {
    if (!definition.cancel) throw new KitError('unsupported', `${exchange.provider} cannot cancel this job.`, known);
    await definition.cancel(exchange, context);
  };

  /** An exchange of the waiting: `total` is for each of them, not for the time until the vendor is done. */
  const within = async <R>(waiting: CallContext, run: (context: CallContext) => Promise<R>): Promise<R> => {
    const { deadlines } = call.context;
    const context = deriveContext(waiting, { scope: waiting.scope.fork(), ...(deadlines && { deadlines }) });
    try {
      return await run(context);
    } finally {
      context.scope.close();
    }
  };

  const wait = ({ onProgress, signal, timeoutMs, pollMs = definition.pollMs }: JobWaitOptions = {}): Promise<T> =>
    ask(
      async (context) => {
        const stopTimer =
          timeoutMs === undefined
            ? undefined
            : context.environment.setTimer(timeoutMs, () =>
                context.scope.cancel(timeoutError('total', timeoutMs, known)),
              );
        try {
          const see = patientLook(() => within(context, (at) => definition.status(exchange, at)));
          const look = async () => {
            const status = await see();
            if (!status) return undefined;
            onProgress?.(status);
            return finalJobStates.includes(status.state) ? status : undefined;
          };
          const pauses = {
            ...(pollMs !== undefined && { pollMs }),
            ...(definition.maxPollMs !== undefined && { maxPollMs: definition.maxPollMs }),
          };
          const status = await poll(context, look, pauses);
          return await within(context, (at) => finished(status, at));
        } catch (error) {
          // A deadline of waiting is the waiter's own; only an abort may stop the work.
          if (onAbort === 'cancel' && context.scope.reason?.code === 'aborted' && definition.cancel)
            await ask(cancel).catch(() => {});
          throw error;
        } finally {
          stopTimer?.();
        }
      },
      { signal, deadlines: { ...call.context.deadlines, total: false } },
    );

  return {
    id,
    meta: reply
      ? exchange.meta(call.context, reply)
      : { provider: exchange.provider, timings: {}, attempts: call.context.trace.attempts },
    warnings: definition.warnings ?? [],
    status: () => ask((context) => definition.status(exchange, context)),
    wait,
    results: () => ask(results),
    cancel: () => ask(cancel),
    toJSON: () => ({ id, ...known }),
  };
}

/** The options of the call that made the job, without its signal, patch and ids: they were meant for that one request. */
function jobContext(of: CallContext, change: CallOptions | undefined): CallContext {
  const {
    tenant,
    user,
    project,
    actor,
    tags,
    metadata,
    hints,
    headers,
    query,
    credentials,
    baseURL,
    deadlines,
    correlationId,
    environment,
  } = of;
  const options: CallOptions = {
    tenant,
    user,
    project,
    actor,
    tags,
    metadata,
    hints,
    headers,
    query,
    credentials,
    baseURL,
    deadlines,
    correlationId,
    ...change,
  };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return createContext(given, environment);
}

function unsuccessful(id: string, state: JobState, known: { provider: string; operation: string }): KitError {
  if (state === 'cancelled') return new KitError('aborted', `The job ${id} was cancelled.`, known);
  if (state === 'expired')
    return new KitError('timeout', `The job ${id} expired before it was done.`, { ...known, retry: 'same' });
  return new KitError('server', `The job ${id} failed.`, { ...known, retry: 'never' });
}
