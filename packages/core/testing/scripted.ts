// Streams whose every step a test decides.
import { beginAttempt, type CallContext, type CallOptions, createContext } from '../src/context.ts';
import type { ChatResponse } from '../src/model/chat.ts';
import type { StreamPart } from '../src/model/stream-parts.ts';
import type { Call, Handler } from '../src/operations.ts';
import type { Provider } from '../src/provider.ts';
import { ChatStream } from '../src/stream/chat-stream.ts';
import { foldChat } from '../src/stream/fold-chat.ts';
import { type OpenStreamOptions, openStream } from '../src/stream/open-stream.ts';
import type { PartSource } from '../src/stream/part-source.ts';
import { type VirtualEnvironment, virtualEnvironment } from './virtual-environment.ts';

export const text = (value: string): StreamPart => ({ type: 'text', text: value });
export const finish: StreamPart = { type: 'finish', finishReason: 'stop' };

export interface ScriptedSource<Part = StreamPart> extends PartSource<Part> {
  /** One batch arrives. */
  push(...batch: Part[]): void;
  end(): void;
  fail(error: unknown): void;
  readonly reads: number;
  /** A reader waits to be woken. */
  readonly awaited: boolean;
  /** A reader has seen its end or its failure. */
  readonly ended: boolean;
  /** What it was cancelled with, one entry a time. */
  readonly cancels: readonly unknown[];
}

export function scriptedSource<Part = StreamPart>(...batches: readonly Part[][]): ScriptedSource<Part> {
  const queue: ((() => never) | readonly Part[] | null)[] = [...batches];
  const cancels: unknown[] = [];
  let wakeReader: (() => void) | undefined;
  let reads = 0;
  let ended = false;
  const add = (step: (typeof queue)[number]) => {
    queue.push(step);
    const wake = wakeReader;
    wakeReader = undefined;
    wake?.();
  };
  return {
    read(wake) {
      reads++;
      const step = queue.shift();
      if (step === undefined) wakeReader = wake;
      if (step === null) queue.push(null);
      ended ||= step === null || typeof step === 'function';
      return typeof step === 'function' ? step() : step;
    },
    cancel: (reason) => void cancels.push(reason),
    push: (...batch) => add(batch),
    end: () => add(null),
    fail(error) {
      add(() => {
        throw error;
      });
    },
    get reads() {
      return reads;
    },
    get ended() {
      return ended;
    },
    get awaited() {
      return wakeReader !== undefined;
    },
    cancels,
  };
}

export interface Opening {
  readonly environment: VirtualEnvironment;
  readonly context: CallContext;
  readonly source: ScriptedSource;
  /** Settles at the commit point. */
  readonly stream: Promise<ChatStream>;
}

/** Opens a scripted stream as a provider does. */
export function opening(
  source: ScriptedSource = scriptedSource(),
  options: CallOptions = {},
  more: Partial<OpenStreamOptions<StreamPart, ChatResponse>> = {},
): Opening {
  const environment = virtualEnvironment();
  const context = createContext(options, environment);
  const attempt = beginAttempt(context, { provider: 'scripted', operation: 'stream', model: 'm-1' });
  const stream = openStream<StreamPart, ChatResponse>(source, {
    context,
    attempt,
    newFold: foldChat,
    known: { provider: 'scripted', operation: 'stream', model: 'm-1' },
    meta: { provider: 'scripted', requestedModel: 'm-1' },
    startedAtMs: environment.monotonicMs(),
    ...more,
  }).then((opened) => new ChatStream(opened));
  stream.catch(() => {});
  return { environment, context, source, stream };
}

/** A provider with one `stream` operation over scripted sources. */
export function streamingProvider(sourceOf: (call: Call<'stream'>) => PartSource<StreamPart>): Provider<'stream'> {
  const stream: Handler<'stream'> = async (call) => {
    const { context } = call;
    const attempt = beginAttempt(context, { provider: 'scripted', operation: 'stream' });
    const opened = await openStream<StreamPart, ChatResponse>(sourceOf(call), {
      context,
      attempt,
      newFold: foldChat,
      known: { provider: 'scripted', operation: 'stream' },
      meta: { provider: 'scripted' },
      startedAtMs: context.environment.monotonicMs(),
    });
    return new ChatStream(opened);
  };
  return { id: 'scripted', handlers: { stream } };
}

export async function collect<Part>(parts: AsyncIterable<Part>): Promise<Part[]> {
  const collected: Part[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

/** A promise that a test settles. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** What a promise rejects with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to reject.');
}
