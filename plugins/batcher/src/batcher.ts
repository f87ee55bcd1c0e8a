// batcher: embed calls that come at one time are one request.
import { type Call, defineMiddleware, type EmbedResponse, type Handler, type Middleware } from '@kit/core';
import { Batch, type BatchLimits, inputsOf, tokensOf } from './batch.ts';
import { batchKey } from './batch-key.ts';
import { type BatcherOptions, checkBatcherOptions } from './batcher-options.ts';

declare module '@kit/core' {
  interface KitEvents {
    /** Several embed calls went out as one request. */
    batched: { readonly calls: number; readonly inputs: number };
  }
}

/**
 * Joins concurrent `embed` calls that differ in their input alone into one request, within a few milliseconds and the
 * vendor's limits. Each caller gets its own vectors and its share of the usage; the abort of one leaves the others alone.
 *
 * @example
 * const ai = pipeline(voyage({ model: 'voyage-3.5' })).use(batcher({ maxInputs: 128 }));
 * await Promise.all(texts.map((input) => ai.embed({ input })));
 *
 * @throws KitError `config` for a wrong option.
 */
export function batcher(options: BatcherOptions = {}): Middleware {
  checkBatcherOptions(options);
  const { windowMs = 5, maxInputs = 96, maxTokens = 50_000 } = options;
  const limits = { maxInputs, maxTokens };
  return defineMiddleware({
    name: 'batcher',
    embed: (next, { events }) => {
      const told = (call: Call<'embed'>, calls: number, inputs: number) => {
        if (calls > 1 && events.heard) events.emit('batched', { calls, inputs, operation: 'embed', ...modelOf(call) });
      };
      return joining(next, windowMs, limits, told);
    },
  });
}

const modelOf = ({ request: { model } }: Call<'embed'>) => (model === undefined ? {} : { model });

interface Open {
  readonly batch: Batch;
  readonly stopTimer: () => void;
}

type Told = (call: Call<'embed'>, calls: number, inputs: number) => void;

function joining(next: Handler<'embed'>, windowMs: number, limits: BatchLimits, told: Told): Handler<'embed'> {
  const open = new Map<string, Open>();
  const send = (key: string, { batch, stopTimer }: Open, call: Call<'embed'>) => {
    open.delete(key);
    stopTimer();
    told(call, batch.calls, batch.inputs);
    void batch.send();
  };
  const begin = (key: string, call: Call<'embed'>): Open => {
    const batch = new Batch(next);
    const stopTimer = call.context.environment.setTimer(windowMs, () => send(key, begun, call));
    const begun: Open = { batch, stopTimer };
    open.set(key, begun);
    return begun;
  };
  return (call): Promise<EmbedResponse> => {
    const { scope } = call.context;
    if (scope.reason) return Promise.reject(scope.reason);
    const key = batchKey(call);
    const inputs = inputsOf(call);
    const tokens = tokensOf(inputs);
    // Large enough by itself: the vendor's package divides what is too much.
    if (key === undefined || inputs.length >= limits.maxInputs || tokens >= limits.maxTokens) return next(call);
    const waiting = open.get(key);
    if (waiting && !waiting.batch.fits(inputs.length, tokens, limits)) send(key, waiting, call);
    const joined = open.get(key) ?? begin(key, call);
    const answer = joined.batch.join(call, inputs, tokens);
    if (!joined.batch.fits(1, 1, limits)) send(key, joined, call);
    // Everybody left again: the next call opens a window of its own.
    const left = scope.onCancel(() => {
      if (!joined.batch.isEmpty || open.get(key) !== joined) return;
      open.delete(key);
      joined.stopTimer();
    });
    return answer.finally(left);
  };
}
