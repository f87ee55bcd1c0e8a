import {
  type ChatResponse,
  chatResponse,
  defineMiddleware,
  defineProvider,
  type ErrorCode,
  errorCodes,
  findModels,
  inspect,
  KitError,
  type KitErrorOptions,
  type KitEvent,
  type Observer,
  observe,
  type Provider,
  pipeline,
  type StreamPart,
  target,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallback } from './fallback.ts';
import type { FallbackOptions } from './fallback-policy.ts';

const messages = [user('Hi')];
const fails = (code: ErrorCode, options: KitErrorOptions = {}) => new KitError(code, `it said ${code}`, options);

/** What a target does: fail, say something, or refuse. */
type Act = KitError | string | 'REFUSES';

function vendor(id: string, act: Act, seen: string[] = []): Provider<'chat' | 'stream'> {
  const begin = (model: string | undefined) => {
    seen.push(model === undefined ? id : `${id}:${model}`);
    if (act instanceof KitError) throw act;
    return act === 'REFUSES' ? '' : act;
  };
  const finishReason = act === 'REFUSES' ? 'content-filter' : 'stop';
  const usage = { state: 'reported', inputTokens: 1, outputTokens: 1 } as const;
  return defineProvider({
    id,
    operations: {
      chat: async ({ model }) => {
        const text = begin(model);
        const choices = [{ message: { role: 'assistant', content: text }, finishReason }] as const;
        return chatResponse({ choices, usage, meta: { provider: id, timings: {}, attempts: [] } });
      },
      async *stream({ model }): AsyncGenerator<StreamPart> {
        yield { type: 'start', responseId: `${id}-1` };
        const text = begin(model);
        if (text) yield { type: 'text', text };
        yield { type: 'finish', finishReason, usage };
      },
    },
  });
}

/** The same call, complete and streamed: one rule has to serve both. */
const ways: readonly (readonly [string, (from: Provider<'chat' | 'stream'>) => Promise<ChatResponse>])[] = [
  ['complete', (from) => pipeline(from).chat({ messages })],
  ['streamed', (from) => pipeline(from).stream({ messages }).response],
];

describe.each(ways)('a fallback, %s', (_way, ask) => {
  it('answers from the first target that can', async () => {
    const seen: string[] = [];
    const answer = await ask(fallback(vendor('a', 'from a', seen), vendor('b', 'from b', seen)));
    expect([answer.text, answer.meta.provider, seen]).toEqual(['from a', 'a', ['a']]);
  });

  it('goes on when a target fails, and shows every attempt', async () => {
    const seen: string[] = [];
    const answer = await ask(
      fallback(
        vendor('a', fails('overloaded'), seen),
        vendor('b', fails('network'), seen),
        vendor('c', 'from c', seen),
      ),
    );
    expect([answer.text, answer.meta.provider, seen]).toEqual(['from c', 'c', ['a', 'b', 'c']]);
    expect(answer.meta.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
      'a failed',
      'b failed',
      'c complete',
    ]);
  });

  it("throws the first target's error with all attempts when every target fails", async () => {
    const given = fallback(vendor('a', fails('rate-limit', { retryAfterMs: 9 })), vendor('b', fails('authentication')));
    const error: KitError = await failure(ask(given));
    expect(error).toMatchObject({ code: 'rate-limit', provider: 'a', retryAfterMs: 9 });
    expect(error.attempts.map(({ provider, error: why }) => `${provider} ${why?.code}`)).toEqual([
      'a rate-limit',
      'b authentication',
    ]);
  });

  const stopping = [
    'aborted',
    'invalid-request',
    'config',
    'budget-exceeded',
    'guard-blocked',
    'tool-failed',
    'max-turns',
  ];

  it.each(errorCodes.map((code) => [code, !stopping.includes(code)] as const))(
    'after %s goes on: %s',
    async (code, goesOn) => {
      const given = fallback(vendor('a', fails(code)), vendor('b', 'from b'));
      if (goesOn) expect((await ask(given)).text).toBe('from b');
      else await expect(ask(given)).rejects.toMatchObject({ code, provider: 'a' });
    },
  );

  it('goes on after what the vendor itself says another may take', async () => {
    const error = fails('invalid-request', { retry: 'other-provider' });
    expect((await ask(fallback(vendor('a', error), vendor('b', 'from b')))).text).toBe('from b');
  });

  it('stops at a target whose failure is final, still with the first error', async () => {
    const seen: string[] = [];
    const given = fallback(
      vendor('a', fails('server'), seen),
      vendor('b', fails('invalid-request'), seen),
      vendor('c', 'from c', seen),
    );
    await expect(ask(given)).rejects.toMatchObject({ code: 'server', provider: 'a' });
    expect(seen).toEqual(['a', 'b']);
  });

  it('takes codes of its own', async () => {
    const refused = vendor('a', fails('invalid-request'));
    const down = vendor('a', fails('server'));
    const next = vendor('b', 'from b');
    expect((await ask(fallback(refused, next, { codes: { 'invalid-request': true } }))).text).toBe('from b');
    await expect(ask(fallback(down, next, { codes: { server: false } }))).rejects.toMatchObject({ code: 'server' });
  });

  it('goes on when a target refuses inside of a success, and reports both', async () => {
    const answer = await ask(fallback(vendor('a', 'REFUSES'), vendor('b', 'from b')));
    expect(answer.text).toBe('from b');
    expect(answer.meta.attempts.map(({ usage }) => usage?.inputTokens)).toEqual([1, 1]);
  });

  it('answers with the refusal when nobody else can answer', async () => {
    const answer = await ask(fallback(vendor('a', 'REFUSES'), vendor('b', fails('server'))));
    expect([answer.finishReason, answer.meta.provider, answer.usage?.inputTokens]).toEqual(['content-filter', 'a', 1]);
  });

  it('lets a refusal stand if it is told to', async () => {
    const given = fallback(vendor('a', 'REFUSES'), vendor('b', 'from b'), { codes: { 'content-filter': false } });
    expect((await ask(given)).finishReason).toBe('content-filter');
  });

  it('asks `when`, which decides over everything but an abort', async () => {
    const seen: string[] = [];
    const when: FallbackOptions['when'] = ({ error, result, target: { id }, operation }) => {
      seen.push(`${operation} ${id} ${error ? error.code : (result as ChatResponse).finishReason}`);
      if (error) return error.code === 'invalid-request' ? true : error.code === 'server' ? false : undefined;
      return false;
    };
    expect((await ask(fallback(vendor('a', fails('invalid-request')), vendor('b', 'from b'), { when }))).text).toBe(
      'from b',
    );
    await expect(ask(fallback(vendor('a', fails('server')), vendor('b', 'x'), { when }))).rejects.toMatchObject({
      code: 'server',
    });
    expect((await ask(fallback(vendor('a', 'REFUSES'), vendor('b', 'x'), { when }))).finishReason).toBe(
      'content-filter',
    );
    const always = { when: () => true };
    await expect(ask(fallback(vendor('a', fails('aborted')), vendor('b', 'x'), always))).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(seen.map((line) => line.replace(/^(chat|stream) /, ''))).toEqual([
      'a invalid-request',
      'a server',
      'a content-filter',
    ]);
  });

  it('gives each target its own model', async () => {
    const seen: string[] = [];
    const given = fallback(
      target(vendor('a', fails('server'), seen), { model: 'gpt-6' }),
      target(vendor('b', 'from b', seen), { model: 'claude-sonnet-5-5' }),
    );
    const answer = await ask(given);
    expect(seen).toEqual(['a:gpt-6', 'b:claude-sonnet-5-5']);
    expect(answer.meta.attempts.map((attempt) => attempt.target)).toEqual(['a/gpt-6', 'b/claude-sonnet-5-5']);
  });

  it('asks targets of a lower priority number first', async () => {
    const seen: string[] = [];
    const make = (id: string, priority?: number) =>
      target(vendor(id, fails('server'), seen), { ...(priority !== undefined && { priority }) });
    await expect(ask(fallback(make('c', 2), make('a'), make('b', 1), make('a2')))).rejects.toThrow();
    expect(seen).toEqual(['a', 'a2', 'b', 'c']);
  });

  it('treats whatever is thrown as a failure of the target', async () => {
    const broken = { ...vendor('a', 'x'), handlers: { chat: thrower, stream: thrower } };
    expect((await ask(fallback(broken, vendor('b', 'from b')))).text).toBe('from b');
  });

  it('is a provider like any other: it nests', async () => {
    const inner = fallback(vendor('a', fails('server')), vendor('b', fails('network')), { id: 'inner' });
    const answer = await ask(fallback(inner, vendor('c', 'from c')));
    expect([answer.text, answer.meta.attempts.length]).toEqual(['from c', 3]);
  });
});

/** What a promise is rejected with. */
function failure(promise: Promise<unknown>): Promise<KitError> {
  return promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: KitError) => error,
  );
}

function thrower(): never {
  throw new TypeError('a bug');
}

describe('a streamed fallback', () => {
  it('shows nothing of the target that failed', async () => {
    const parts: StreamPart[] = [];
    for await (const part of pipeline(fallback(vendor('a', fails('server')), vendor('b', 'from b'))).stream({
      messages,
    })) {
      parts.push(part);
    }
    expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'finish']);
    expect(parts[0]).toMatchObject({ responseId: 'b-1', meta: { provider: 'b' } });
  });

  it('does not go on after the first content: the iterator throws, with what had arrived', async () => {
    const breaking = defineProvider({
      id: 'a',
      operations: {
        async *stream(): AsyncGenerator<StreamPart> {
          yield { type: 'text', text: 'Hel' };
          throw fails('network');
        },
      },
    });
    const seen: string[] = [];
    const stream = pipeline(fallback(breaking, vendor('b', 'from b', seen))).stream({ messages });
    const got: string[] = [];
    const reading = (async () => {
      for await (const part of stream) if (part.type === 'text') got.push(part.text);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'network', partial: { text: 'Hel' } });
    expect([got, seen]).toEqual([['Hel'], []]);
  });

  it('settles what watches the refused target and the answering one, each exactly once', async () => {
    const ended: string[] = [];
    const watch = (name: string) =>
      defineMiddleware({
        name,
        stream: (next) =>
          observe(next, (): Observer<'stream'> => ({ settled: ({ status }) => ended.push(`${name} ${status}`) })),
      });
    const given = fallback(
      pipeline(vendor('a', 'REFUSES')).use(watch('a')),
      pipeline(vendor('b', 'from b')).use(watch('b')),
      vendor('c', 'unasked'),
    );
    expect((await pipeline(given).use(watch('all')).stream({ messages }).response).text).toBe('from b');
    expect(ended).toEqual(['a complete', 'b complete', 'all complete']);
  });

  it('is cancelled through the layer that looked at its beginning', async () => {
    let cancelled = false;
    const endless = defineProvider({
      id: 'a',
      operations: {
        async *stream(): AsyncGenerator<StreamPart> {
          try {
            for (;;) yield { type: 'text', text: 'on ' };
          } finally {
            cancelled = true;
          }
        },
      },
    });
    for await (const part of pipeline(fallback(endless, vendor('b', 'x'))).stream({ messages }))
      if (part.type === 'text') break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(cancelled).toBe(true);
  });
});

describe('the end of the call', () => {
  it('by its signal asks no further target', async () => {
    const environment = virtualEnvironment();
    const seen: string[] = [];
    const slow = defineProvider({
      id: 'a',
      operations: {
        chat: (_request, { scope }) => new Promise<never>((_, reject) => scope.onCancel(reject)),
      },
    });
    const controller = new AbortController();
    const call = pipeline(fallback(slow, vendor('b', 'x', seen)), { environment }).chat(
      { messages },
      { signal: controller.signal },
    );
    await environment.settle();
    controller.abort('enough');
    await expect(call).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(seen).toEqual([]);
  });

  it('by its total deadline asks no further target', async () => {
    const environment = virtualEnvironment();
    const seen: string[] = [];
    const hanging = defineProvider({
      id: 'a',
      operations: { chat: (_request, { scope }) => new Promise<never>((_, reject) => scope.onCancel(reject)) },
    });
    const ai = pipeline(fallback(hanging, vendor('b', 'x', seen)), { environment });
    const call = ai.chat({ messages }, { deadlines: { total: 1_000 } });
    const ended = expect(call).rejects.toMatchObject({
      code: 'timeout',
      phase: 'total',
      attempts: [{ provider: 'a' }],
    });
    await environment.advance(1_000);
    await ended;
    expect(seen).toEqual([]);
  });
});

describe('a request whose body is a stream', () => {
  const transcriber = (id: string, act: KitError | string) =>
    defineProvider({
      id,
      operations: {
        transcribe: async () => {
          if (act instanceof KitError) throw act;
          return { text: act };
        },
      },
    });
  async function* audio() {
    yield new Uint8Array(1);
  }

  it('is given to one target only, and the error says so', async () => {
    const ai = pipeline(fallback(transcriber('a', fails('server')), transcriber('b', 'from b')));
    const error: KitError = await failure(ai.transcribe({ audio: audio() }));
    expect(error).toMatchObject({ code: 'server', provider: 'a' });
    expect(error.message).toMatch(/^it said server No other target was asked: .* sent once\.$/);
    expect((await ai.transcribe({ audio: new Uint8Array(1) })).text).toBe('from b');
  });

  it('is given to the next one if the first surely has not read it', async () => {
    const ai = pipeline(fallback(transcriber('a', fails('circuit-open')), transcriber('b', 'from b')));
    expect((await ai.transcribe({ audio: audio() })).text).toBe('from b');
  });
});

describe('what a fallback passes on', () => {
  it('is the operations that all targets have, for the compiler too', async () => {
    const embedder = defineProvider({
      id: 'e',
      operations: { embed: async () => ({ embeddings: [[1]] }), ...chatOnly('e') },
    });
    const both = pipeline(fallback(embedder, vendor('a', 'x')));
    expect(Object.keys(both.handlers)).toEqual(['chat']);
    // @ts-expect-error: vendor 'a' has no embeddings.
    await expect(both.embed({ input: 'x' })).rejects.toThrow(/has no operation "embed"/);
    // @ts-expect-error: 'e' has no streams.
    await expect(both.stream({ messages }).ready()).rejects.toThrow(/has no operation "stream"/);
    const many: Provider<'chat' | 'stream'>[] = [vendor('a', 'x'), vendor('b', 'y')];
    expect((await pipeline(fallback(...many)).chat({ messages })).text).toBe('x');
    const onlyEmbeds = defineProvider({ id: 'e', operations: { embed: async () => ({ embeddings: [[1]] }) } });
    expect(() => fallback(onlyEmbeds, vendor('a', 'x'))).toThrow(
      /no operation in common: e \(embed\); a \(chat, stream\)/,
    );
  });

  it('is what its targets tell, each source once, and its own steps', async () => {
    const down = pipeline(vendor('a', fails('server')));
    const ai = pipeline(fallback(target(down, { id: 'one' }), target(down, { id: 'two' }), vendor('b', 'x')));
    const seen: KitEvent[] = [];
    ai.on('*', (event) => seen.push(event));
    down.events?.on('warning', () => {});
    await ai.chat({ messages, model: 'm' }, { requestId: 'call-1' });
    (down.events as unknown as { emit(name: string, fields: object): void }).emit('warning', { warning: {} });
    expect(seen.map(({ type }) => type)).toEqual(['fallback', 'fallback', 'warning']);
    expect(seen.slice(0, 2)).toMatchObject([
      {
        from: 'one',
        to: 'two',
        reason: 'server',
        error: { code: 'server' },
        operation: 'chat',
        requestId: 'call-1',
        model: 'm',
      },
      { from: 'two', to: 'b', reason: 'server' },
    ]);
  });

  it('is the models of all, the request of the first, and the end to all', async () => {
    const closed: string[] = [];
    const make = (id: string, asOf: string) => ({
      ...vendor(id, 'x'),
      catalogue: async () => ({ provider: id, asOf, models: [{ id: `${id}-1` }] }),
      inspect: async () => ({ method: 'POST', url: `https://${id}.test`, headers: {}, warnings: [] }),
      close: async () => {
        closed.push(id);
        if (id === 'a') throw new Error('a would not close');
      },
    });
    const both = fallback(make('a', '2026-02-01'), make('b', '2026-01-01'), { id: 'both' });
    expect(await both.catalogue?.()).toEqual({
      provider: 'both',
      asOf: '2026-01-01',
      models: [
        { id: 'a-1', provider: 'a' },
        { id: 'b-1', provider: 'b' },
      ],
    });
    expect((await findModels(both)).map(({ id }) => id)).toEqual(['a-1', 'b-1']);
    expect((await inspect(both, 'chat', { messages })).url).toBe('https://a.test');
    await expect(both.close?.()).rejects.toThrow('a would not close');
    expect(closed).toEqual(['a', 'b']);
  });

  it('is the hurry to a retry inside, until the last target', async () => {
    const notes: unknown[] = [];
    const noting = defineMiddleware({
      name: 'noting',
      chat: (next) => (call) => {
        notes.push(call.context.notes.get('fallback'));
        return next(call);
      },
    });
    const one = (id: string) => pipeline(vendor(id, fails('server'))).use(noting);
    await expect(pipeline(fallback(one('a'), one('b'), { maxRetryAfterMs: 300 })).chat({ messages })).rejects.toThrow();
    expect(notes).toEqual([{ maxRetryAfterMs: 300 }, undefined]);
  });
});

function chatOnly(id: string) {
  return {
    chat: async () =>
      chatResponse({
        choices: [{ message: { role: 'assistant', content: id }, finishReason: 'stop' }],
        meta: { provider: id, timings: {}, attempts: [] },
      }),
  } as const;
}

describe('wrong arguments', () => {
  it.each([
    [() => fallback(), /at least one provider/, 'targets'],
    [
      () => fallback(vendor('a', 'x'), undefined as never, vendor('b', 'x')),
      /targets\[1\] is not a provider/,
      'targets[1]',
    ],
    [() => fallback(vendor('a', 'x'), { code: {} } as never), /unknown option `code`/, 'code'],
    [() => fallback(vendor('a', 'x'), { codes: { servers: true } } as never), /unknown option `servers`/, 'servers'],
    [() => fallback(vendor('a', 'x'), { when: true } as never), /`when` must be a function/, 'when'],
  ])('are named', (make, message, field) => {
    expect(make).toThrow(message);
    try {
      make();
    } catch (error) {
      expect(error).toMatchObject({ code: 'config', field });
    }
  });
});

describe('for any targets', () => {
  const act = fc.oneof(
    fc.constantFrom<ErrorCode>('server', 'rate-limit', 'authentication', 'context-length').map((code) => fails(code)),
    fc.constantFrom<ErrorCode>('invalid-request', 'guard-blocked').map((code) => fails(code)),
    fc.constant('REFUSES'),
    fc.constant('says'),
  );

  it('complete and streamed replies are decided alike, by the first that can answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 5 }), async (acts) => {
        const outcomes = await Promise.all(
          ways.map(async ([, ask]) => {
            const seen: string[] = [];
            const targets = acts.map((one, at) => vendor(`v${at}`, one, seen));
            const end = await ask(fallback(...targets)).then(
              (answer) => `${answer.meta.provider} ${answer.finishReason}`,
              (error: KitError) => `${error.provider} ${error.code} after ${error.attempts.length}`,
            );
            return { end, asked: seen.length };
          }),
        );
        expect(outcomes[1]).toEqual(outcomes[0]);

        const isFinal = (one: Act) =>
          one === 'says' || (one instanceof KitError && ['invalid-request', 'guard-blocked'].includes(one.code));
        const stop = acts.findIndex(isFinal);
        const asked = stop === -1 ? acts.length : stop + 1;
        expect(outcomes[0]?.asked).toBe(asked);
        const tried = acts.slice(0, asked);
        const spoke = tried.at(-1) === 'says' || tried.at(-1) === 'REFUSES';
        const refusedAt = tried.indexOf('REFUSES');
        const firstErrorAt = tried.findIndex((one) => one instanceof KitError);
        const expected = spoke
          ? `v${asked - 1} ${tried.at(-1) === 'says' ? 'stop' : 'content-filter'}`
          : refusedAt >= 0
            ? `v${refusedAt} content-filter`
            : `v${firstErrorAt} ${(tried[firstErrorAt] as KitError).code} after ${asked}`;
        expect(outcomes[0]?.end).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});
