// Makes a call as a user would, and collects all that can be seen of it.
import {
  type AnyProvider,
  type CallOptions,
  type Environment,
  type Operation,
  pipeline,
  systemEnvironment,
} from '@kit/core';
import { ConformanceFailure, must, shown } from './failure.ts';
import type { CallExchange } from './subject.ts';

export interface SeenPart {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What came of a call. */
export interface Outcome {
  /** Of a stream, in their order. */
  readonly parts: readonly SeenPart[];
  /** Complete replies, and what streams fold to. */
  readonly result?: Seen;
  readonly error?: unknown;
  /** True once an answer had begun: the failure, if there was one, came after the commit point. */
  readonly committed: boolean;
}

/** A result of any operation. */
export interface Seen {
  readonly [field: string]: unknown;
}

/** A stream of any operation. */
export interface SeenStream extends AsyncIterable<SeenPart> {
  ready(): Promise<unknown>;
  readonly response: Promise<Seen>;
  cancel(): Promise<void>;
}

/** Longer than this and a call hangs; of many at once, each waits for the others. */
const patienceMs = 4_000;
const patienceWithManyMs = 30_000;

/** Like the system's, with ids that count: two runs of one call are the same, if they begin with `restart`. */
export function countingIds(): Environment & { restart(): void } {
  let ids = 0;
  return {
    ...systemEnvironment,
    id: () => `conformance-id-${++ids}`,
    restart: () => {
      ids = 0;
    },
  };
}

/** The call itself: a promise, or a stream that opens when it is used. */
export function begin(
  provider: AnyProvider,
  { operation, request }: { readonly operation: Operation; readonly request: object },
  options?: CallOptions,
  environment: Environment = countingIds(),
): unknown {
  // A pipeline is taken as it is: its maker chose the environment.
  const made = 'use' in provider ? provider : pipeline(provider, { environment });
  const ai = made as unknown as Readonly<Record<string, (request: object, options?: CallOptions) => unknown>>;
  const method = ai[operation];
  must(typeof method === 'function', 'manifest', () => ({ expected: `an operation "${operation}"`, got: 'none' }));
  return method(request, options);
}

/** Makes a call and waits for its end, whatever it is. A call that never ends is a failure of its own. */
export async function outcomeOf(
  provider: AnyProvider,
  exchange: Pick<CallExchange, 'operation' | 'request' | 'streamed' | 'name'>,
  options?: CallOptions,
  environment?: Environment,
): Promise<Outcome> {
  const begun = begin(provider, exchange, options, environment);
  const running = exchange.streamed ? readStream(begun as SeenStream) : readResult(begun as Promise<Seen>);
  return patiently(running, exchange.name);
}

/** Makes calls at the same time. */
export function outcomesAtOnce(
  provider: AnyProvider,
  exchanges: readonly Parameters<typeof outcomeOf>[1][],
): Promise<Outcome[]> {
  return Promise.all(
    exchanges.map((exchange) => {
      const begun = begin(provider, exchange);
      const running = exchange.streamed ? readStream(begun as SeenStream) : readResult(begun as Promise<Seen>);
      return patiently(running, exchange.name, { waitMs: patienceWithManyMs });
    }),
  );
}

/** What comes, if it comes in time. @throws ConformanceFailure if it does not; `giveUp` is called then. */
export async function patiently<T>(
  awaited: Promise<T>,
  name: string,
  { giveUp = () => {}, waitMs = patienceMs }: { readonly giveUp?: () => unknown; readonly waitMs?: number } = {},
): Promise<T> {
  let stopTimer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<typeof hangs>((resolve) => {
    stopTimer = setTimeout(() => resolve(hangs), waitMs);
  });
  const first = await Promise.race([awaited, tooLong]);
  clearTimeout(stopTimer);
  if (first !== hangs) return first;
  giveUp();
  throw new ConformanceFailure('errors', {
    expected: `${name} to go on, or to end with an error`,
    got: `nothing for ${waitMs} ms`,
  });
}

const hangs = Symbol('it hangs');

async function readResult(running: Promise<Seen>): Promise<Outcome> {
  try {
    return { parts: [], result: await running, committed: true };
  } catch (error) {
    return { parts: [], error, committed: false };
  }
}

async function readStream(stream: SeenStream): Promise<Outcome> {
  const parts: SeenPart[] = [];
  let committed = false;
  try {
    await stream.ready();
    committed = true;
    for await (const part of stream) parts.push(part);
    return { parts, result: await stream.response, committed };
  } catch (error) {
    return { parts, error, committed };
  }
}

/** The result of a call that must succeed. */
export function succeeded(outcome: Outcome, at: string): Seen {
  must(outcome.result !== undefined, 'result', () => ({ expected: 'an answer', got: shown(outcome.error), at }));
  return outcome.result;
}

/** A result without what differs from call to call by nature. */
export function comparable(result: Seen): Seen {
  const { meta, usage, ...rest } = result as { meta?: Seen; usage?: Seen } & Seen;
  const { timings: _, attempts: __, requestId: ___, status: ____, ...known } = meta ?? {};
  const { raw: _____, ...counted } = usage ?? {};
  return { ...rest, meta: known, ...(usage && { usage: counted }) };
}
