// What is left behind by calls of every ending: listeners, timers, sockets, memory.
import { type CallContext, createContext, deriveContext, type Environment, type Operation, Scope } from '@kit/core';
import type { Fault } from '../../faults.ts';
import { begin, countingIds, outcomeOf, patiently, type SeenStream } from '../call.ts';
import type { Check } from '../check.ts';
import { must } from '../failure.ts';
import { garbageCollector } from '../garbage.ts';
import { type Served, withServer } from '../serving.ts';
import { type CallExchange, firstOf, type Subject } from '../subject.ts';

/** How long a call that was left is watched for signs of life. */
const SECRET_WORK_MS = 150;

/** A way in which a call can end. */
interface Ending {
  readonly name: string;
  readonly exchange: CallExchange;
  readonly fault?: Fault;
  readonly leave?: 'abort' | 'break';
}

export function leakChecks(subject: Subject): Check[] {
  const all = endings(subject);
  const collect = garbageCollector();
  const abandoned = all.filter(({ leave }) => leave !== undefined);
  return [
    { name: 'no listener stays behind', run: () => checkListeners(subject, all) },
    { name: 'no timer stays behind', run: () => checkTimers(subject, all) },
    { name: 'no socket stays behind', run: () => checkSockets(subject, all) },
    {
      name: 'no memory stays behind, after 200 aborted and 200 abandoned calls',
      slow: true,
      ...(!collect && { skip: 'garbage cannot be collected on demand here: run with --expose-gc' }),
      run: () => checkHeap(subject, abandoned, collect as () => void),
    },
  ];
}

function endings(subject: Subject): Ending[] {
  const complete = firstOf(subject, 'chat') ?? subject.exchanges.find(({ streamed }) => !streamed);
  const stream = firstOf(subject, 'stream');
  const hang: Fault = { type: 'hang', after: 'headers' };
  return [
    ...(complete
      ? [
          { name: 'a complete reply', exchange: complete },
          { name: 'a failure', exchange: complete, fault: { status: 500 } as const },
          { name: 'an abort', exchange: complete, fault: hang, leave: 'abort' as const },
        ]
      : []),
    ...(stream
      ? [
          { name: 'a stream', exchange: stream },
          { name: 'a stream that fails', exchange: stream, fault: { status: 500 } as const },
          { name: 'a stream that is aborted', exchange: stream, fault: hang, leave: 'abort' as const },
          { name: 'a stream that is left', exchange: stream, leave: 'break' as const },
        ]
      : []),
  ];
}

/** Makes one call that ends so. */
async function end(
  { exchange, leave }: Ending,
  { provider, server }: Served,
  signal: AbortSignal,
  abort: () => void,
  environment: Environment,
): Promise<void> {
  if (leave === 'break') {
    const stream = begin(provider, exchange, { signal }, environment) as SeenStream;
    const read = async () => {
      for await (const part of stream) if (part.type !== 'start') break;
    };
    return patiently(read(), exchange.name, { giveUp: () => void stream.cancel() });
  }
  const asked = server.requests.length;
  const running = outcomeOf(provider, exchange, { signal }, environment);
  if (leave === 'abort') {
    await Promise.race([server.received(asked + 1), running]);
    await new Promise((resolve) => setImmediate(resolve));
    abort();
  }
  await running;
}

async function everyEnding(
  subject: Subject,
  all: readonly Ending[],
  use: (ending: Ending, served: Served) => Promise<void>,
): Promise<void> {
  for (const ending of all) {
    const { fault, exchange } = ending;
    await withServer(subject, { replies: exchange.replies, ...(fault && { faults: () => fault }) }, (served) =>
      use(ending, served),
    );
  }
}

async function checkListeners(subject: Subject, all: readonly Ending[]): Promise<void> {
  await everyEnding(subject, all, async (ending, served) => {
    const counted = countedSignal();
    await end(ending, served, counted.signal, counted.abort, countingIds());
    must(counted.listeners() === 0, 'scope', () => ({
      expected: "no listener on the caller's signal",
      got: `${counted.listeners()}`,
      at: `after ${ending.name}`,
    }));
    if (ending.leave) return;
    const scope = new CountedScope();
    await handled(ending.exchange, served, deriveContext(createContext(), { scope }));
    must(scope.listeners === 0, 'scope', () => ({
      expected: "nothing left on the call's scope: retries and fallbacks share it",
      got: `${scope.listeners} listeners`,
      at: `after ${ending.name}`,
    }));
  });
}

/** Calls the handler itself, as a middleware does. */
async function handled(
  { operation, request, streamed }: CallExchange,
  { provider }: Served,
  context: CallContext,
): Promise<void> {
  const handlers = provider.handlers as unknown as Readonly<Record<Operation, (call: object) => Promise<unknown>>>;
  try {
    const result = await handlers[operation]({ operation, request, context });
    if (streamed) for await (const _ of result as AsyncIterable<unknown>);
  } catch {
    // How it ends is not the question here.
  }
}

class CountedScope extends Scope {
  listeners = 0;

  override onCancel(listener: Parameters<Scope['onCancel']>[0]): () => void {
    this.listeners++;
    const forget = super.onCancel(listener);
    let forgotten = false;
    return () => {
      if (!forgotten) this.listeners--;
      forgotten = true;
      forget();
    };
  }
}

function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listening = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: never, options?: never) => {
    listening.add(listener);
    add(type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: never, options?: never) => {
    listening.delete(listener);
    remove(type, listener, options);
  };
  // Listeners that were told are gone too.
  const abort = () => {
    controller.abort(new Error('conformance'));
    listening.clear();
  };
  return { signal, abort, listeners: () => listening.size };
}

async function checkTimers(subject: Subject, all: readonly Ending[]): Promise<void> {
  await everyEnding(subject, all, async (ending, served) => {
    let running = 0;
    const { setTimer, ...rest } = countingIds();
    const environment: Environment = {
      ...rest,
      setTimer(delayMs, run) {
        running++;
        let over = false;
        const ended = () => {
          if (!over) running--;
          over = true;
        };
        const cancel = setTimer(delayMs, () => {
          ended();
          run();
        });
        return () => {
          ended();
          cancel();
        };
      },
    };
    const controller = new AbortController();
    await end(ending, served, controller.signal, () => controller.abort(), environment);
    // The rest of a body may be drained for a moment.
    await eventually(() => running === 0, 1_500);
    // A call that goes on in secret waits for nothing just now, and sets its next timer when the vendor says more.
    if (ending.leave) {
      await eventually(() => running > 0, SECRET_WORK_MS);
      await eventually(() => running === 0, 1_500);
    }
    must(running === 0, 'scope', () => ({
      expected: 'no timer that is still set',
      got: `${running}`,
      at: `after ${ending.name}`,
    }));
  });
}

async function checkSockets(subject: Subject, all: readonly Ending[]): Promise<void> {
  await everyEnding(subject, all, async (ending, served) => {
    for (let call = 0; call < 20; call++) {
      const controller = new AbortController();
      await end(ending, served, controller.signal, () => controller.abort(), countingIds());
    }
    const { server, provider } = served;
    // One connection may be kept alive for the next call, and one for what is asked beside.
    const most = subject.manifest.beside ? 2 : 1;
    await eventually(() => server.connections <= most, 1_000);
    must(server.connections <= most, 'scope', () => ({
      expected: `at most ${most} connections, kept alive, after 20 calls in turn`,
      got: `${server.connections}`,
      at: `after ${ending.name}`,
    }));
    await provider.close?.();
    await eventually(() => server.connections === 0, 1_000);
    must(server.connections === 0, 'scope', () => ({
      expected: 'no connection after close()',
      got: `${server.connections}`,
      at: `after ${ending.name}`,
    }));
  });
}

/** A call may leave traces in caches that grow to a size; what grows with every call is a leak. */
const bytesACall = 8 * 1024;

async function checkHeap(subject: Subject, all: readonly Ending[], collect: () => void): Promise<void> {
  await everyEnding(subject, all, async (ending, served) => {
    const calls = async (count: number) => {
      for (let call = 0; call < count; call++) {
        const controller = new AbortController();
        await end(ending, served, controller.signal, () => controller.abort(), countingIds());
      }
    };
    await calls(50);
    // What the server remembers of each request is not the provider's.
    const forget = () => (served.server.requests as unknown[]).splice(0, Number.POSITIVE_INFINITY);
    let grownBy = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3 && grownBy > bytesACall * 200; round++) {
      forget();
      const before = await settledHeap(collect);
      await calls(200);
      forget();
      grownBy = (await settledHeap(collect)) - before;
    }
    must(grownBy <= bytesACall * 200, 'scope', () => ({
      expected: `a heap that returns to where it was: at most ${bytesACall / 1024} KiB a call`,
      got: `${Math.round(grownBy / 200 / 1024)} KiB a call`,
      at: `after ${ending.name}, 200 times`,
    }));
  });
}

async function settledHeap(collect: () => void): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

async function eventually(holds: () => boolean, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  while (!holds() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
}
