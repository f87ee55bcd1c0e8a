// Any order of arrivals, reads, aborts and time: every stream settles once and leaves nothing behind.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finish, scriptedSource, streamingProvider, text } from '../../testing/scripted.ts';
import { settle, virtualEnvironment } from '../../testing/virtual-environment.ts';
import { KitError } from '../errors.ts';
import { user } from '../message-helpers.ts';
import { defineMiddleware } from '../middleware.ts';
import type { Attempt } from '../model/result.ts';
import type { StreamPart } from '../model/stream-parts.ts';
import { observe } from '../observe.ts';
import { pipeline } from '../pipeline.ts';

const steps = [
  'content arrives',
  'a preamble arrives',
  'the finish arrives',
  'the source fails',
  'the source ends',
  'next',
  'next, awaited',
  'the reader leaves',
  'cancel',
  'abort',
  'response',
  'ready',
  'time passes',
  'much time passes',
] as const;
type Step = (typeof steps)[number];

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown) => unhandled.push(error);
beforeEach(() => {
  process.on('unhandledRejection', onUnhandled);
});
afterEach(() => {
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

/** A stream under two layers, with observers on each of them. */
function layered() {
  const environment = virtualEnvironment();
  const source = scriptedSource();
  const controller = new AbortController();
  const seen = { handler: [] as string[], top: [] as string[], attempts: [] as readonly Attempt[] };
  const watch = defineMiddleware({
    name: 'watch',
    stream: (next) =>
      observe(next, ({ context }) => {
        seen.attempts = context.trace.attempts;
        return { settled: ({ status }) => seen.handler.push(status) };
      }),
  });
  const pass = defineMiddleware({
    name: 'pass',
    stream: (next) => async (call) => (await next(call)).map((parts) => parts),
  });
  const ai = pipeline(
    pipeline(
      streamingProvider(() => source),
      { environment },
    ).use(watch),
    { environment },
  ).use(pass);
  const stream = ai.stream(
    { messages: [user('Hi')] },
    { signal: controller.signal, deadlines: { firstPart: 1000, idle: 1000 } },
  );
  stream.observe({ settled: ({ status }) => seen.top.push(status) });
  return { environment, source, controller, seen, stream };
}

function stepper({ environment, source, controller, stream }: ReturnType<typeof layered>) {
  let iterator: AsyncIterator<StreamPart> | undefined;
  const read: StreamPart[] = [];
  const pending: Promise<unknown>[] = [];
  const reading = () => {
    iterator ??= stream[Symbol.asyncIterator]();
    return iterator;
  };
  const next = () => {
    const part = reading()
      .next()
      .then(
        ({ value }) => void (value && read.push(value)),
        () => {},
      );
    pending.push(part);
    return part;
  };
  const actions: Record<Step, () => unknown> = {
    'content arrives': () => source.push(text('a')),
    'a preamble arrives': () => source.push({ type: 'progress', activity: 'x' }),
    'the finish arrives': () => source.push(finish),
    'the source fails': () => source.fail(new KitError('network', 'cut')),
    'the source ends': () => source.end(),
    next: () => void next(),
    'next, awaited': () => Promise.race([next(), settle()]),
    'the reader leaves': () => reading().return?.(),
    cancel: () => stream.cancel('enough'),
    abort: () => controller.abort('bye'),
    response: () => void stream.response,
    ready: () => void stream.ready(),
    'time passes': () => environment.advance(600),
    'much time passes': () => environment.advance(5000),
  };
  return { act: (step: Step) => actions[step](), read, pending };
}

describe('whatever happens in whatever order', () => {
  it('a stream that was begun settles once on every layer, and nothing is left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 12 }), async (script) => {
        const world = layered();
        const { act, read, pending } = stepper(world);
        for (const step of script) {
          await act(step);
          await settle();
        }
        const { seen, environment, source, stream } = world;
        const began = source.reads > 0;
        await stream.cancel();
        await settle();
        await environment.advance(0);
        const answered = Promise.all(pending).then(() => 'every next() was answered');
        expect(await Promise.race([answered, settle()])).toBe('every next() was answered');

        expect(seen.top).toHaveLength(1);
        expect(seen.handler).toHaveLength(began ? 1 : 0);
        expect(environment.timers).toBe(0);
        if (!began) return;
        expect(seen.handler).toEqual(seen.top);
        expect(seen.attempts).toHaveLength(1);
        expect(seen.attempts[0]?.outcome).not.toBe('pending');
        // The socket is free: the source came to its end, or was told to stop.
        expect(source.cancels.length > 0 || source.ended).toBe(true);
        // Nothing is invented, nothing comes after the finish.
        const finished = read.findIndex(({ type }) => type === 'finish');
        expect(finished === -1 || finished === read.length - 1).toBe(true);
        expect(read.length === 0 || read[0]?.type === 'start').toBe(true);
        if (finished >= 0) expect(seen.top).toEqual(['complete']);
      }),
      { numRuns: 600 },
    );
  }, 30_000);
});
