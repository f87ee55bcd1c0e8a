import { describe, expect, it, vi } from 'vitest';
import { collect, finish, rejection, scriptedSource, streamingProvider, text } from '../testing/scripted.ts';
import { settle, virtualEnvironment } from '../testing/virtual-environment.ts';
import { type CallContext, deriveContext } from './context.ts';
import { KitError } from './errors.ts';
import { EventHub } from './events.ts';
import { user } from './message-helpers.ts';
import { defineMiddleware, type Middleware, type WrapPoint } from './middleware.ts';
import type { ChatResponse } from './model/chat.ts';
import type { Call, Handler, Operation } from './operations.ts';
import { pipeline, reservedNames } from './pipeline.ts';
import type { Provider } from './provider.ts';
import { ChatStream } from './stream/chat-stream.ts';
import { target, targetInfo } from './target.ts';

const messages = [user('Hi')];
const response = {
  text: 'Hello',
  warnings: [],
  meta: { provider: 'p', timings: {}, attempts: [] },
} as unknown as ChatResponse;
const chatOnly = (chat: Handler<'chat'> = async () => response): Provider<'chat'> => ({ id: 'p', handlers: { chat } });

/** A middleware that writes down when a call passes it, inwards and outwards. */
const tracing = (name: string, log: string[], more: Partial<Middleware> = {}): Middleware => ({
  name,
  wrap<K extends Operation>(next: Handler<K>): Handler<K> {
    return async (call) => {
      log.push(`> ${name}`);
      try {
        return await next(call);
      } finally {
        log.push(`< ${name}`);
      }
    };
  },
  ...more,
});

describe('the order of middleware', () => {
  it('is first = outermost', async () => {
    const log: string[] = [];
    await pipeline(chatOnly()).use(tracing('a', log), tracing('b', log)).chat({ messages });
    expect(log).toEqual(['> a', '> b', '< b', '< a']);
  });

  it('is the same whether they are added together or one after the other', async () => {
    const log: string[] = [];
    await pipeline(chatOnly()).use(tracing('a', log)).use(tracing('b', log)).chat({ messages });
    expect(log).toEqual(['> a', '> b', '< b', '< a']);
  });

  it('has a pipeline inside another inside its middleware', async () => {
    const log: string[] = [];
    const inner = pipeline(chatOnly()).use(tracing('inner', log));
    await pipeline(inner).use(tracing('outer', log)).chat({ messages });
    expect(log).toEqual(['> outer', '> inner', '< inner', '< outer']);
  });
});

describe('building', () => {
  it('leaves the pipeline as it was when more is added', async () => {
    const log: string[] = [];
    const base = pipeline(chatOnly());
    base.use(tracing('a', log));
    await base.chat({ messages });
    expect(log).toEqual([]);
  });

  it('wraps each operation once, never per call', async () => {
    const wrap = vi.fn((next: unknown) => next);
    const ai = pipeline(chatOnly()).use({ name: 'count', wrap } as unknown as Middleware);
    await ai.chat({ messages });
    await ai.chat({ messages });
    void ai.handlers.chat;
    expect(wrap).toHaveBeenCalledOnce();
  });

  it('calls the provider directly where every middleware answers `next`', () => {
    const provider = chatOnly();
    const idle: Middleware = { name: 'idle', wrap: (next) => next };
    expect(pipeline(provider).use(idle, idle).handlers.chat).toBe(provider.handlers.chat);
  });

  it('tells a middleware where it is', () => {
    const points: WrapPoint[] = [];
    const look = (name: string): Middleware => ({
      name,
      wrap(next, at) {
        points.push(at as unknown as WrapPoint);
        return next;
      },
    });
    const environment = virtualEnvironment();
    const catalogue = async () => ({ provider: 'p', asOf: '2026-01-01', models: [] });
    const provider: Provider<'chat'> = { ...chatOnly(), info: { id: 'p', vendor: 'v' }, catalogue };
    const ai = pipeline(provider, { environment }).use(look('a'), look('b'));
    void ai.handlers.chat;
    expect(points).toHaveLength(2);
    expect(points[0]).toMatchObject({
      operation: 'chat',
      streamed: false,
      provider: { id: 'p', vendor: 'v' },
      middleware: ['a', 'b'],
      environment,
    });
    expect(points[0]?.events).toBe(ai.events);
    expect(points[0]?.catalogue).toBeTypeOf('function');
  });

  it.each([[undefined], [{}], [{ id: 'x' }], ['openai']])('refuses %o as a provider', (provider) => {
    expect(() => pipeline(provider as never)).toThrow(expect.objectContaining({ code: 'config', field: 'provider' }));
  });

  it.each([[undefined], [() => {}], [{ name: 'x' }], [{ wrap: () => {} }]])(
    'refuses %o as a middleware',
    (middleware) => {
      const good: Middleware = { name: 'good', wrap: (next) => next };
      expect(() => pipeline(chatOnly()).use(good, middleware as never)).toThrow(
        expect.objectContaining({ code: 'config', field: 'use[1]', message: expect.stringContaining('argument 2') }),
      );
    },
  );

  it('refuses a middleware that answers no handler, when it is first needed', async () => {
    const ai = pipeline(chatOnly()).use({ name: 'bad', wrap: () => undefined } as never);
    expect(await rejection(ai.chat({ messages }))).toMatchObject({ code: 'config', field: 'bad' });
  });

  it.each(reservedNames.filter((name) => name !== 'constructor'))('refuses an operation called %s', (name) => {
    expect(() => pipeline({ id: 'p', handlers: { [name]: async () => ({}) } } as never)).toThrow(
      expect.objectContaining({ code: 'config', operation: name }),
    );
  });

  it('keeps the place of a target that it goes around', () => {
    const around = pipeline(target(chatOnly(), { id: 'first', weight: 3 }));
    expect(targetInfo(around)).toEqual({ id: 'first', weight: 3 });
    expect(targetInfo(around.use({ name: 'x', wrap: (next) => next }))).toEqual({ id: 'first', weight: 3 });
  });
});

describe('a call', () => {
  it('carries the checked request and a context of its own', async () => {
    const environment = virtualEnvironment();
    const calls: Call[] = [];
    const ai = pipeline(
      chatOnly(async (call) => {
        calls.push(call as Call);
        return response;
      }),
      { environment },
    );
    await ai.chat({ messages }, { tenant: 'acme' });
    await ai.chat({ messages });
    expect(calls[0]).toMatchObject({
      operation: 'chat',
      request: { messages },
      context: { tenant: 'acme', requestId: 'id-1', environment, events: ai.events },
    });
    expect(calls[1]?.context.requestId).toBe('id-2');
  });

  it('that is wrong rejects and reaches nobody', async () => {
    const chat = vi.fn();
    const ai = pipeline(chatOnly(chat));
    expect(await rejection(ai.chat({ messages: [] }))).toMatchObject({ code: 'invalid-request', field: 'messages' });
    expect(await rejection(ai.chat({ messages }, { tennant: 'x' } as never))).toMatchObject({
      code: 'config',
      field: 'tennant',
    });
    expect(await rejection(ai.chat({ messages }, { signal: AbortSignal.abort('early') }))).toMatchObject({
      code: 'aborted',
      cause: 'early',
    });
    expect(chat).not.toHaveBeenCalled();
  });

  it('may leave out a request that needs nothing', async () => {
    const requests: unknown[] = [];
    const ai = pipeline({
      id: 'p',
      handlers: {
        models: async ({ request }) => {
          requests.push(request);
          return { models: [] } as never;
        },
      },
    } as Provider<'models'>);
    await ai.models();
    await ai.models({ limit: 3 });
    expect(requests).toEqual([{}, { limit: 3 }]);
  });

  it('closes its scope when it is over', async () => {
    const contexts: CallContext[] = [];
    const keep: Handler<'chat'> = async ({ context }) => {
      contexts.push(context);
      expect(context.scope.closed).toBe(false);
      if (contexts.length > 1) throw new KitError('server', 'x');
      return response;
    };
    const ai = pipeline(chatOnly(keep));
    await ai.chat({ messages });
    await rejection(ai.chat({ messages }));
    expect(contexts.map(({ scope }) => scope.closed)).toEqual([true, true]);
  });

  it('closes its scope and rejects when a middleware throws', async () => {
    let context: CallContext | undefined;
    const ai = pipeline(chatOnly()).use(
      defineMiddleware({
        name: 'throwing',
        chat: () => (call) => {
          context = call.context;
          throw new KitError('config', 'x');
        },
      }),
    );
    expect(await rejection(ai.chat({ messages }))).toMatchObject({ code: 'config' });
    expect(context?.scope.closed).toBe(true);
  });

  it('leaves no listener on the signal of the caller', async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    const ai = pipeline({
      id: 'p',
      handlers: { ...chatOnly().handlers, ...streamingProvider(() => scriptedSource([text('a'), finish])).handlers },
    } as Provider<'chat' | 'stream'>);
    await ai.chat({ messages }, { signal });
    await collect(ai.stream({ messages }, { signal }));
    for await (const _ of ai.stream({ messages }, { signal })) break;
    ai.stream({ messages }, { signal });
    expect(add).toHaveBeenCalledTimes(3);
    expect(remove).toHaveBeenCalledTimes(3);
  });

  it('ends with its signal, also where a handler does not look at it', async () => {
    const controller = new AbortController();
    const environment = virtualEnvironment();
    const ai = pipeline(
      chatOnly(() => new Promise(() => {})),
      { environment },
    );
    const call = rejection(ai.chat({ messages }, { signal: controller.signal }));
    await settle();
    controller.abort('enough');
    await environment.advance(0);
    expect(await call).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(environment.timers).toBe(0);
  });

  it('ends with its total deadline', async () => {
    const environment = virtualEnvironment();
    const ai = pipeline(
      chatOnly(() => new Promise(() => {})),
      { environment },
    );
    const call = rejection(ai.chat({ messages }, { deadlines: { total: 500 } }));
    await environment.advance(500);
    expect(await call).toMatchObject({ code: 'timeout', phase: 'total' });
    expect(environment.timers).toBe(0);
  });

  it('rejects with what its handler says about the abort, where it says something', async () => {
    const controller = new AbortController();
    const environment = virtualEnvironment();
    const ai = pipeline(
      chatOnly(
        ({ context }) =>
          new Promise((_resolve, reject) =>
            context.scope.onCancel((reason) => reject(reason.with({ provider: 'p', phase: 'headers' }))),
          ),
      ),
      { environment },
    );
    const call = rejection(ai.chat({ messages }, { signal: controller.signal }));
    controller.abort();
    expect(await call).toMatchObject({ code: 'aborted', provider: 'p', phase: 'headers' });
    expect(environment.timers).toBe(0);
  });
});

describe('a streamed call', () => {
  it('opens when it is used, and answers a ChatStream', async () => {
    const open = vi.fn(() => scriptedSource([text('a'), finish]));
    const ai = pipeline(streamingProvider(open));
    const stream = ai.stream({ messages });
    expect(stream).toBeInstanceOf(ChatStream);
    await settle();
    expect(open).not.toHaveBeenCalled();
    expect(await collect(stream.text)).toEqual(['a']);
    expect(open).toHaveBeenCalledOnce();
  });

  it('that is wrong fails when it is used', async () => {
    const ai = pipeline(streamingProvider(() => scriptedSource()));
    expect(await rejection(ai.stream({ messages: [] }).ready())).toMatchObject({
      code: 'invalid-request',
      field: 'messages',
    });
  });

  it('ends with its signal, also where what opens it does not look at it', async () => {
    const controller = new AbortController();
    const environment = virtualEnvironment();
    const ai = pipeline({ id: 'p', handlers: { stream: () => new Promise(() => {}) } } as Provider<'stream'>, {
      environment,
    });
    const reading = rejection(collect(ai.stream({ messages }, { signal: controller.signal })));
    await settle();
    controller.abort('enough');
    await environment.advance(0);
    expect(await reading).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(environment.timers).toBe(0);
  });

  it('passes through a pipeline inside another as one stream', async () => {
    const upper = defineMiddleware({
      name: 'upper',
      stream: (next) => async (call) =>
        (await next(call)).map((parts) =>
          parts.map((part) => (part.type === 'text' ? text(part.text.toUpperCase()) : part)),
        ),
    });
    const ai = pipeline(
      pipeline(streamingProvider(() => scriptedSource([text('a')], [text('b'), finish]))).use(upper),
    ).use(tracing('outer', []));
    const stream = ai.stream({ messages });
    expect(await collect(stream.text)).toEqual(['A', 'B']);
    expect((await stream.response).text).toBe('AB');
  });

  it('of a third party is recognised by what the provider declares', async () => {
    const base = streamingProvider(() => scriptedSource([text('a'), finish]));
    const declared = {
      id: 'p',
      handlers: { dream: base.handlers.stream },
      streamed: ['dream'],
    } as unknown as Provider<'stream'>;
    const ai = pipeline(pipeline(declared)) as unknown as { dream(request: object): AsyncIterable<{ type: string }> };
    expect((await collect(ai.dream({ messages }))).map(({ type }) => type)).toEqual(['start', 'text', 'finish']);
  });
});

describe('a missing operation', () => {
  const ai = pipeline(chatOnly()) as unknown as {
    embed(request: object): Promise<never>;
    stream(request: object): ChatStream;
  };

  it('is an `unsupported` error that says what there is', async () => {
    expect(await rejection(ai.embed({ input: 'x' }))).toMatchObject({
      code: 'unsupported',
      provider: 'p',
      operation: 'embed',
      message: 'p has no operation "embed". It offers: chat.',
    });
    expect(await rejection(ai.stream({ messages }).ready())).toMatchObject({
      code: 'unsupported',
      operation: 'stream',
    });
  });

  it('is no property that a spread or a loop would find', () => {
    expect(Object.keys(ai)).not.toContain('embed');
  });
});

describe('prepare', () => {
  const add = (name: string, log: string[] = []): Middleware => ({
    name,
    wrap: (next) => next,
    prepare: (call) => {
      log.push(name);
      return {
        ...call,
        request: { ...call.request, user: `${(call.request as { user?: string }).user ?? ''}${name}` },
      };
    },
  });

  it('changes the call in the order of the middleware, before the handler', async () => {
    const requests: unknown[] = [];
    const ai = pipeline(
      chatOnly(async ({ request }) => {
        requests.push(request);
        return response;
      }),
    ).use(add('a'), add('b'));
    await ai.chat({ messages });
    expect(requests).toEqual([{ messages, user: 'ab' }]);
  });

  it('is seen by inspect too, through pipelines in pipelines', async () => {
    const inspected: Call[] = [];
    const provider: Provider<'chat'> = {
      ...chatOnly(),
      inspect: async (call) => {
        inspected.push(call);
        return { method: 'POST', url: 'https://x', headers: {}, warnings: [] };
      },
    };
    const ai = pipeline(pipeline(provider).use(add('b'))).use(add('a'));
    await ai.inspect?.({ operation: 'chat', request: { messages }, context: {} as CallContext });
    expect(inspected[0]?.request).toEqual({ messages, user: 'ab' });
  });

  it('that throws rejects, so that what stands outside of it can settle', async () => {
    const log: string[] = [];
    const ai = pipeline(chatOnly()).use(tracing('outer', log), {
      name: 'bad',
      wrap: (next) => next,
      prepare: () => {
        throw new KitError('config', 'x');
      },
    });
    expect(await rejection(ai.chat({ messages }))).toMatchObject({ code: 'config' });
    expect(log).toEqual(['> outer', '< outer']);
  });

  it('may set a total deadline, which counts for the whole call', async () => {
    const environment = virtualEnvironment();
    const ai = pipeline(
      chatOnly(() => new Promise(() => {})),
      { environment },
    ).use({
      name: 'deadline',
      wrap: (next) => next,
      prepare: (call) => ({ ...call, context: deriveContext(call.context, { deadlines: { total: 30 } }) }),
    });
    const call = rejection(ai.chat({ messages }));
    await environment.advance(30);
    expect(await call).toMatchObject({ code: 'timeout', phase: 'total' });
  });
});

it('inspect says so where a provider cannot show its requests', async () => {
  expect(await rejection(pipeline(chatOnly()).inspect?.({} as Call) ?? Promise.resolve())).toMatchObject({
    code: 'unsupported',
  });
});

describe('closing', () => {
  it('goes from the outside in, through everything', async () => {
    const log: string[] = [];
    const closing = (name: string) => tracing(name, [], { close: async () => void log.push(name) });
    const provider: Provider<'chat'> = { ...chatOnly(), close: async () => void log.push('provider') };
    const inner = pipeline(provider).use(closing('c'));
    {
      await using _ai = pipeline(inner).use(closing('a'), tracing('no close', []), closing('b'));
    }
    expect(log).toEqual(['a', 'b', 'c', 'provider']);
  });

  it('reaches everybody even if one fails, and tells the first failure', async () => {
    const log: string[] = [];
    const failing = (name: string) => tracing(name, [], { close: () => Promise.reject(new Error(name)) });
    const ai = pipeline({ ...chatOnly(), close: async () => void log.push('provider') }).use(
      failing('a'),
      failing('b'),
    );
    await expect(ai.close()).rejects.toThrow('a');
    expect(log).toEqual(['provider']);
  });
});

it('hears the events of everything inside', async () => {
  const events = new EventHub();
  const ai = pipeline(pipeline({ ...chatOnly(), events }));
  const heard = vi.fn();
  const leave = ai.on('key-cooldown', heard);
  events.emit('key-cooldown', { credential: '…1234', cooldownMs: 5, error: new KitError('rate-limit', 'x') });
  leave();
  events.emit('key-cooldown', { credential: '…1234', cooldownMs: 5, error: new KitError('rate-limit', 'x') });
  expect(heard).toHaveBeenCalledOnce();
});

it('passes the catalogue on', async () => {
  const catalogue = async () => ({ provider: 'p', asOf: '2026-01-01', models: [] });
  expect((await pipeline(pipeline({ ...chatOnly(), catalogue })).catalogue?.())?.provider).toBe('p');
  expect('catalogue' in pipeline(chatOnly())).toBe(false);
});

describe('a middleware that does not return what next answers', () => {
  const forgetful = (answer: unknown): Middleware => ({ name: 'forgetful', wrap: () => (() => answer) as never });

  it.each([
    ['nothing', undefined],
    ['a promise of nothing', Promise.resolve()],
    ['a promise of something else', Promise.resolve(5)],
  ])('is told of at once where a stream is wanted: %s', async (_name, answer) => {
    const ai = pipeline(streamingProvider(() => scriptedSource([text('a'), finish]))).use(forgetful(answer));
    const error = await rejection(ai.stream({ messages }).ready());
    expect(error).toMatchObject({ code: 'config', operation: 'stream' });
  });

  it('is told of where a complete reply is wanted', async () => {
    const error = await rejection(pipeline(chatOnly()).use(forgetful(undefined)).chat({ messages }));
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('return what `next` answers') });
  });
});

it.each([undefined, null, {}, { id: 'p', handlers: null }])('refuses %o as a provider', (wrong) => {
  for (const make of [pipeline, target])
    expect(() => make(wrong as never)).toThrow(expect.objectContaining({ code: 'config', field: 'provider' }));
});
