// Vendors for tests: they answer with their name after a while, fail when told to, and remember what they were asked.
import {
  type CallContext,
  chatResponse,
  defineProvider,
  type ErrorCode,
  KitError,
  type KitErrorOptions,
  type Model,
  type Provider,
  type StreamPart,
  sleep,
} from '@kit/core';

export const fails = (code: ErrorCode, options: KitErrorOptions = {}) => new KitError(code, `it said ${code}`, options);

export interface VendorOptions {
  /** What it does next; stays until it is changed. A string is its answer. */
  act?: KitError | string;
  /** Time until an answer begins. */
  delayMs?: number;
  readonly models?: readonly Model[];
}

export interface Vendor extends Provider<'chat' | 'stream' | 'embed'> {
  /** Models of the calls so far, in their order. */
  readonly asked: (string | undefined)[];
  /** How the calls ended that did not get to answer. */
  readonly cancelled: unknown[];
  act: KitError | string;
  delayMs: number;
}

const usage = { state: 'reported', inputTokens: 10, outputTokens: 2 } as const;

export function vendor(id: string, { act = `from ${id}`, delayMs = 0, models }: VendorOptions = {}): Vendor {
  const asked: (string | undefined)[] = [];
  const cancelled: unknown[] = [];
  const begin = async (model: string | undefined, { environment, scope }: CallContext): Promise<string> => {
    asked.push(model);
    const { act, delayMs } = made;
    try {
      if (delayMs > 0) await sleep(delayMs, environment, (listener) => scope.onCancel(listener));
    } catch (reason) {
      cancelled.push(reason);
      throw reason;
    }
    if (typeof act === 'string') return act;
    throw act;
  };
  const provider = defineProvider({
    id,
    operations: {
      chat: async ({ model }, context) => {
        const text = await begin(model, context);
        const choices = [{ message: { role: 'assistant', content: text }, finishReason: 'stop' }] as const;
        return chatResponse({ choices, usage, meta: { provider: id, timings: {}, attempts: [] } });
      },
      async *stream({ model }, context): AsyncGenerator<StreamPart> {
        yield { type: 'start', responseId: `${id}-1` };
        for (const letter of await begin(model, context)) yield { type: 'text', text: letter };
        yield { type: 'finish', finishReason: 'stop', usage };
      },
      embed: async ({ model }, context) => {
        await begin(model, context);
        return { embeddings: [[1]], usage };
      },
    },
    ...(models && { catalogue: async () => ({ provider: id, asOf: '2026-01-01', models }) }),
  });
  const made: Vendor = Object.assign(provider, { asked, cancelled, act, delayMs });
  return made;
}

/** What a promise is rejected with. */
export function failure(promise: Promise<unknown>): Promise<KitError> {
  return promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: KitError) => error,
  );
}
