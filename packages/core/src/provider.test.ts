import { describe, expect, it, vi } from 'vitest';
import { collect, finish, rejection, text } from '../testing/scripted.ts';
import { settle, virtualEnvironment } from '../testing/virtual-environment.ts';
import { chatResponse } from './chat-response.ts';
import { createContext } from './context.ts';
import { KitError } from './errors.ts';
import { user } from './message-helpers.ts';
import type { StreamPart } from './model/stream-parts.ts';
import { pipeline } from './pipeline.ts';
import { defineProvider, lacksOperation, type ProviderDefinition, withModel } from './provider.ts';
import type { Fold } from './stream/fold.ts';
import { PartStream } from './stream/part-stream.ts';

const messages = [user('Hi')];
const usage = { state: 'reported' as const, outputTokens: 1 };
const answer = (content: string) =>
  chatResponse({ choices: [{ message: { role: 'assistant', content }, finishReason: 'stop' }], usage });

declare module '@kit/core' {
  interface Operations {
    tallyWords: { request: { readonly text: string }; result: { readonly count: number } };
    dream: {
      request: { readonly about: string };
      result: PartStream<DreamPart, DreamResponse>;
      settled: DreamResponse;
    };
  }
}
type DreamPart = { readonly type: 'image'; readonly seen: string } | { readonly type: 'finish' };
interface DreamResponse {
  readonly seen: readonly string[];
}

function foldDream(): Fold<DreamPart, DreamResponse> {
  const seen: string[] = [];
  return {
    add: (batch) => void seen.push(...batch.flatMap((part) => (part.type === 'image' ? [part.seen] : []))),
    usage: undefined,
    characters: 0,
    result: () => ({ seen: [...seen] }),
  };
}

describe("a provider of one's own", () => {
  it('answers with meta, attempts and warnings, and its default model', async () => {
    const environment = virtualEnvironment();
    const provider = defineProvider({
      id: 'mine',
      name: 'My Own',
      model: 'm-1',
      operations: {
        async chat({ model }, { environment: env }) {
          await new Promise<void>((resolve) => env.setTimer(20, resolve));
          return { ...answer(`I am ${model}`), meta: { responseId: 'r' } };
        },
      },
    });
    const chat = pipeline(provider, { environment }).chat({ messages });
    await environment.advance(20);
    const response = await chat;
    expect(response.text).toBe('I am m-1');
    expect(response.meta).toMatchObject({
      provider: 'mine',
      requestedModel: 'm-1',
      model: 'm-1',
      responseId: 'r',
      timings: { totalMs: 20 },
    });
    expect(response.meta.attempts).toMatchObject([
      { provider: 'mine', operation: 'chat', model: 'm-1', outcome: 'complete', usage, timings: { totalMs: 20 } },
    ]);
    expect(response.warnings).toEqual([]);
    expect(provider.info).toEqual({ id: 'mine', name: 'My Own' });
  });

  it('keeps the model that the request names', async () => {
    const ai = pipeline(
      defineProvider({ id: 'p', model: 'm-1', operations: { chat: async ({ model }) => answer(model ?? '') } }),
    );
    expect((await ai.chat({ messages, model: 'm-2' })).text).toBe('m-2');
  });

  it('puts no model into requests that name none', async () => {
    const requests: unknown[] = [];
    const ai = pipeline(
      defineProvider({
        id: 'p',
        model: 'm-1',
        operations: {
          files: async (request) => {
            requests.push(request);
            return { files: [] } as never;
          },
        },
      }),
    );
    await ai.files({ action: 'list' });
    expect(requests).toEqual([{ action: 'list' }]);
  });

  it('fails with a KitError that knows the call, whatever it throws', async () => {
    const cause = new Error('boom');
    const ai = pipeline(defineProvider({ id: 'p', model: 'm', operations: { chat: () => Promise.reject(cause) } }));
    const error = await rejection(ai.chat({ messages }));
    expect(error).toMatchObject({
      code: 'server',
      message: 'boom',
      cause,
      provider: 'p',
      operation: 'chat',
      model: 'm',
    });
    expect((error as KitError).attempts).toMatchObject([{ outcome: 'failed', error: { code: 'server' } }]);
  });

  it('fails when it throws before it promises anything', async () => {
    const ai = pipeline(
      defineProvider({
        id: 'p',
        operations: {
          chat: () => {
            throw new KitError('config', 'x');
          },
        },
      }),
    );
    expect(await rejection(ai.chat({ messages }))).toMatchObject({ code: 'config', provider: 'p' });
  });

  it('ends with its call, also if it never looks at its signal', async () => {
    const environment = virtualEnvironment();
    const provider = defineProvider({ id: 'p', operations: { chat: () => new Promise<never>(() => {}) } });
    const context = createContext({}, environment);
    const call = rejection(provider.handlers.chat({ operation: 'chat', request: { messages }, context }));
    context.scope.cancel('enough');
    await environment.advance(0);
    expect(await call).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(context.trace.attempts).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('is not asked when the request is wrong or the call is over', async () => {
    const chat = vi.fn();
    const { handlers } = defineProvider({ id: 'p', operations: { chat } });
    const context = createContext();
    expect(await rejection(handlers.chat({ operation: 'chat', request: { messages: [] }, context }))).toMatchObject({
      code: 'invalid-request',
    });
    context.scope.cancel();
    expect(await rejection(handlers.chat({ operation: 'chat', request: { messages }, context }))).toMatchObject({
      code: 'aborted',
    });
    expect(chat).not.toHaveBeenCalled();
  });

  it('may have an operation of its own', async () => {
    const ai = pipeline(
      defineProvider({
        id: 'p',
        operations: { tallyWords: async ({ text: words }) => ({ count: words.split(' ').length }) },
      }),
    );
    expect(await ai.tallyWords({ text: 'to be or not' })).toMatchObject({ count: 4, meta: { provider: 'p' } });
  });

  it.each<[string, object]>([
    ['id', { operations: {} }],
    ['operations.chat', { id: 'p', operations: { chat: 'yes' } }],
    ['operations', { id: 'p' }],
  ])('is refused when it is not whole: %s', (field, definition) => {
    expect(() => defineProvider(definition as ProviderDefinition<'chat'>)).toThrow(
      expect.objectContaining({ code: 'config', field }),
    );
  });

  it('passes catalogue and close on', async () => {
    const close = vi.fn(async () => {});
    const catalogue = async () => ({ provider: 'p', asOf: '2026-01-01', models: [] });
    const ai = pipeline(defineProvider({ id: 'p', operations: {}, catalogue, close }));
    expect(await ai.catalogue?.()).toMatchObject({ provider: 'p' });
    await ai.close();
    expect(close).toHaveBeenCalledOnce();
  });
});

describe("a stream of one's own", () => {
  it('is a generator of parts', async () => {
    const ai = pipeline(
      defineProvider({
        id: 'p',
        model: 'm',
        operations: {
          async *stream(): AsyncGenerator<StreamPart> {
            yield text('a');
            yield { ...finish, usage } as StreamPart;
          },
        },
      }),
    );
    const stream = ai.stream({ messages });
    expect((await collect(stream)).map(({ type }) => type)).toEqual(['start', 'text', 'finish']);
    expect(await stream.response).toMatchObject({
      text: 'a',
      usage,
      meta: { provider: 'p', model: 'm', attempts: [{ outcome: 'complete' }] },
    });
  });

  it('may be promised, and counts the wait for it to the first part', async () => {
    const environment = virtualEnvironment();
    const ai = pipeline(
      defineProvider({ id: 'p', operations: { stream: () => new Promise<AsyncIterable<StreamPart>>(() => {}) } }),
      { environment },
    );
    const ready = rejection(ai.stream({ messages }, { deadlines: { firstPart: 50 } }).ready());
    await environment.advance(50);
    expect(await ready).toMatchObject({ code: 'timeout', phase: 'first-part', provider: 'p' });
  });

  it('that answers something else says what is expected', async () => {
    const ai = pipeline(defineProvider({ id: 'p', operations: { stream: (async () => 'Hello') as never } }));
    expect(await rejection(ai.stream({ messages }).ready())).toMatchObject({
      code: 'config',
      message: expect.stringContaining('async iterable'),
    });
  });

  it('is ended when its reader leaves', async () => {
    const ended = vi.fn();
    const ai = pipeline(
      defineProvider({
        id: 'p',
        operations: {
          async *stream(): AsyncGenerator<StreamPart> {
            try {
              for (;;) yield text('a');
            } finally {
              ended();
            }
          },
        },
      }),
    );
    for await (const _ of ai.stream({ messages })) break;
    await settle();
    expect(ended).toHaveBeenCalledOnce();
  });

  it('of an operation of its own says how its parts fold', async () => {
    const provider = defineProvider({
      id: 'p',
      operations: {
        async *dream({ about }): AsyncGenerator<DreamPart> {
          yield { type: 'image', seen: about };
          yield { type: 'image', seen: 'sheep' };
          yield { type: 'finish' };
        },
      },
      folds: { dream: foldDream },
    });
    const stream = pipeline(provider).dream({ about: 'stars' });
    expect(stream).toBeInstanceOf(PartStream);
    expect((await stream.response).seen).toEqual(['stars', 'sheep']);
    expect(provider.streamed).toEqual(['dream']);
  });

  it('has the folds of the audio operations already', async () => {
    const ai = pipeline(
      defineProvider({
        id: 'p',
        operations: {
          async *speechStream() {
            yield { type: 'audio' as const, data: new Uint8Array([1]) };
            yield { type: 'finish' as const };
          },
          async *transcribeStream() {
            yield { type: 'text' as const, text: 'Hi' };
            yield { type: 'finish' as const };
          },
        },
      }),
    );
    expect((await ai.speechStream({ input: 'Hi' }).response).audio.data).toEqual(new Uint8Array([1]));
    expect((await ai.transcribeStream({ audio: new Uint8Array(1) }).response).text).toBe('Hi');
  });
});

it('withModel fills in a model where none is named', () => {
  const request = { model: 'a' };
  expect(withModel(request, 'b')).toBe(request);
  expect(withModel({}, undefined)).toEqual({});
  expect(withModel({}, 'b')).toEqual({ model: 'b' });
});

it('lacksOperation says what is offered', () => {
  expect(lacksOperation({ id: 'p', handlers: {} }, 'chat').message).toBe(
    'p has no operation "chat". It offers: nothing.',
  );
});
