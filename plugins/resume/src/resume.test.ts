import {
  type AssistantMessage,
  assistant,
  type Catalogue,
  type ChatRequest,
  chatResponse,
  defineProvider,
  KitError,
  type KitEvent,
  type Operation,
  type Provider,
  pipeline,
  type StreamPart,
  target,
  user,
} from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resume } from './resume.ts';
import type { ResumeOptions } from './resume-options.ts';

const messages = [user('Tell me')];
const cut = new KitError('network', 'the connection was closed');
const usage = (inputTokens: number, outputTokens: number) =>
  ({ state: 'reported', inputTokens, outputTokens }) as const;
const text = (words: string, index?: number): StreamPart => ({
  type: 'text',
  text: words,
  ...(index !== undefined && { index }),
});
const finish: StreamPart = { type: 'finish', finishReason: 'stop', usage: usage(10, 5) };

type Script = readonly (StreamPart | KitError)[];

/** A vendor that says one script a call, and keeps what it was asked. */
function scripted(scripts: readonly Script[], more: { id?: string; catalogue?: () => Promise<Catalogue> } = {}) {
  const requests: ChatRequest[] = [];
  const provider = defineProvider({
    id: 'vendor',
    ...more,
    operations: {
      async *stream(request): AsyncGenerator<StreamPart> {
        const script = scripts[requests.push(request) - 1] ?? [cut];
        for (const part of script) {
          if (part instanceof KitError) throw part;
          yield part;
        }
      },
      chat: async () => chatResponse({ choices: [{ message: assistant('whole'), finishReason: 'stop' }] }),
    },
  });
  return { provider, requests };
}

function setup(scripts: readonly Script[], options: ResumeOptions = {}) {
  const environment = virtualEnvironment();
  const { provider, requests } = scripted(scripts);
  const ai = pipeline(provider, { environment }).use(resume(options));
  return { ai, requests, environment };
}

async function read(stream: AsyncIterable<StreamPart>) {
  const parts: StreamPart[] = [];
  let error: KitError | undefined;
  try {
    for await (const part of stream) parts.push(part);
  } catch (thrown) {
    error = thrown as KitError;
  }
  return { parts, error, types: parts.map(({ type }) => type), text: textIn(parts) };
}

const textIn = (parts: readonly StreamPart[]) => parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

const lastText = ({ messages }: ChatRequest) => {
  const content = (messages.findLast(({ role }) => role === 'assistant') as AssistantMessage | undefined)?.content;
  return typeof content === 'string'
    ? content
    : (content ?? []).map((part) => ('text' in part ? part.text : '')).join('');
};

describe('resume', () => {
  it('continues a stream that broke, says so, and hands out one start and one finish', async () => {
    const { ai, requests } = setup([
      [text('One two'), cut],
      [text('One two three'), finish],
    ]);
    const stream = ai.stream({ messages });
    const { parts, types } = await read(stream);
    expect(types).toEqual(['start', 'text', 'resumed', 'text', 'finish']);
    expect(parts[2]).toEqual({
      type: 'resumed',
      provider: 'vendor',
      error: { code: 'network', message: 'the connection was closed' },
    });
    expect(requests[1]?.messages).toEqual([
      user('Tell me'),
      { role: 'assistant', content: [{ type: 'text', text: 'One two' }] },
      { role: 'user', content: expect.stringContaining('\n\nOne two\n\n') },
    ]);
    const response = await stream.response;
    expect(response).toMatchObject({ text: 'One two three', finishReason: 'stop' });
    expect(response.message.content).toEqual([{ type: 'text', text: 'One two three' }]);
    expect(response.meta.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'complete']);
  });

  it('hands on what does not break as it is, part by part', async () => {
    const script: Script = [
      { type: 'reasoning', text: 'hm', index: 0 },
      text('a', 1),
      { type: 'tool-call', id: '1', name: 'clock', arguments: '{}', input: {} },
      { type: 'choice-end', finishReason: 'tool-calls' },
      finish,
    ];
    const { ai } = setup([script]);
    const { provider } = scripted([script]);
    const bare = await read(pipeline(provider, { environment: virtualEnvironment() }).stream({ messages }));
    expect((await read(ai.stream({ messages }))).parts).toEqual(bare.parts);
  });

  it('leaves what breaks before the answer to a retry', async () => {
    const { ai, requests } = setup([[cut], [text('a'), finish]]);
    expect((await read(ai.stream({ messages }))).error).toMatchObject({ code: 'network' });
    expect(requests).toHaveLength(1);
  });

  it('sends what had arrived as the begin of the answer, where that is wanted', async () => {
    const { ai, requests } = setup(
      [
        [text('One two \n'), cut],
        [text(' \nthree'), finish],
      ],
      { by: 'prefill' },
    );
    expect((await read(ai.stream({ messages, maxTokens: 100 }))).text).toBe('One two \nthree');
    expect(requests[1]?.messages.at(-1)).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'One two' }] });
    expect(requests[1]?.maxTokens).toBe(97);
  });

  it('puts it behind what the caller had begun', async () => {
    const { ai, requests } = setup(
      [
        [text(' two'), cut],
        [text(' three'), finish],
      ],
      { by: 'prefill' },
    );
    const begun = [...messages, assistant('One')];
    expect((await read(ai.stream({ messages: begun }))).text).toBe(' two three');
    expect(lastText(requests[1] as ChatRequest)).toBe('One two');
    expect(requests[1]?.messages).toHaveLength(2);
  });

  it('asks with a prompt where a prefill is refused, unless only that is wanted', async () => {
    const refused = new KitError('invalid-request', 'must not end with an assistant message');
    const scripts: Script[] = [[text('One two'), cut], [refused], [text('One two three'), finish]];
    const vendor = { id: 'anthropic', name: 'Anthropic', vendor: 'anthropic' };
    const { provider, requests } = scripted(scripts);
    const named: Provider<Operation> = { ...provider, info: vendor } as never;
    const ai = pipeline(named).use(resume({ max: 1 }));
    expect((await read(ai.stream({ messages }))).text).toBe('One two three');
    expect(requests.map((request) => request.messages.at(-1)?.role)).toEqual(['user', 'assistant', 'user']);

    const strict = setup(scripts, { by: 'prefill' });
    expect((await read(strict.ai.stream({ messages }))).error).toMatchObject({ code: 'network' });
  });

  it('takes a prompt of one’s own', async () => {
    for (const prompt of ['Go on!', ({ ending }: { ending: string }) => `After "${ending}", go on!`]) {
      const { ai, requests } = setup(
        [
          [text('One two three'), cut],
          [text('three four'), finish],
        ],
        { prompt },
      );
      expect((await read(ai.stream({ messages }))).text).toBe('One two three four');
      const { content } = requests[1]?.messages.at(-1) ?? {};
      expect(content).toBe(typeof prompt === 'string' ? 'Go on!' : 'After "One two three", go on!');
    }
  });

  it('goes on with another provider, whose models have other names', async () => {
    const first = scripted([[text('One two'), cut]]);
    const second = scripted([[text('One two three'), finish]], { id: 'other' });
    const on = target(second.provider, { model: 'other-1' });
    const ai = pipeline(first.provider).use(resume({ on }));
    const { parts } = await read(ai.stream({ messages, model: 'first-1' }));
    expect(textIn(parts)).toBe('One two three');
    expect(parts.find(({ type }) => type === 'resumed')).toMatchObject({ provider: 'other', model: 'other-1' });
    expect(second.requests[0]?.model).toBe('other-1');
    expect(first.requests).toHaveLength(1);
  });

  it('tells of each resumption', async () => {
    const { ai } = setup([
      [text('One two'), cut],
      [text('One two three'), cut],
      [text('two three four'), finish],
    ]);
    const told: KitEvent[] = [];
    ai.on('resume', (event) => told.push(event));
    expect((await read(ai.stream({ messages }))).text).toBe('One two three four');
    expect(told).toMatchObject([
      { attempt: 1, by: 'prompt', error: { code: 'network' }, provider: 'vendor', operation: 'stream' },
      { attempt: 2 },
    ]);
  });
});

describe('what is not resumed', () => {
  const half: Script = [text('One'), cut];
  const never: readonly [string, Partial<ChatRequest>, object][] = [
    ['answers of a given form', { output: { type: 'json' } }, {}],
    ['answers to a schema', { output: { type: 'json-schema', schema: { type: 'object' } } }, {}],
    ['several answers at one time', { n: 2 }, {}],
    ['answers with probabilities', { logprobs: true }, {}],
    ['a call that says so', {}, { hints: { resume: false } }],
  ];
  it.each(never)('%s', async (_what, request, options) => {
    const { ai, requests } = setup([half]);
    const { error, types } = await read(ai.stream({ messages, ...request }, options));
    expect(error).toMatchObject({ code: 'network', partial: { text: 'One' } });
    expect(types).toEqual(['start', 'text']);
    expect(requests).toHaveLength(1);
  });

  it.each(['content-filter', 'guard-blocked', 'budget-exceeded', 'context-length', 'invalid-request'] as const)(
    'a stream that ends with %s',
    async (code) => {
      const { ai, requests } = setup([[text('One'), new KitError(code, 'no')]], {
        when: ({ error }) => (error.code === 'content-filter' ? true : undefined),
      });
      expect((await read(ai.stream({ messages }))).error).toMatchObject({ code });
      expect(requests).toHaveLength(1);
    },
  );

  it('an answer that was refused in its finish: it is complete', async () => {
    const { ai, requests } = setup([[text('One'), { type: 'finish', finishReason: 'content-filter' }]]);
    expect((await ai.stream({ messages }).response).finishReason).toBe('content-filter');
    expect(requests).toHaveLength(1);
  });

  it('what `when` refuses; and what it wants is', async () => {
    const refused = setup([half], { when: () => false });
    expect((await read(refused.ai.stream({ messages }))).error).toBeDefined();
    const wanted = setup(
      [
        [text('One'), new KitError('quota', 'used up')],
        [text('One two'), finish],
      ],
      {
        when: ({ error, resumed }) => error.code === 'quota' && resumed === 0,
      },
    );
    expect((await read(wanted.ai.stream({ messages }))).text).toBe('One two');
  });

  it('other operations, which are handed on as they are', () => {
    const { provider } = scripted([]);
    const ai = pipeline(provider).use(resume());
    expect(ai.handlers.chat).toBe(provider.handlers.chat);
  });

  it('options that mean nothing', () => {
    expect(() => resume({ max: 0 })).toThrow(/max/);
    expect(() => resume({ by: 'magic' as never })).toThrow(/prefill/);
    expect(() => resume({ on: {} as never })).toThrow(/"stream"/);
    expect(() => resume({ promt: 'x' } as never)).toThrow(/Did you mean `prompt`/);
    expect(() => resume({ prompt: ' ' })).toThrow(/prompt/);
  });
});

describe('tool calls', () => {
  const start: StreamPart = { type: 'tool-call-start', id: '1', name: 'clock' };
  const piece: StreamPart = { type: 'tool-call-delta', id: '1', delta: '{"zone"' };
  const whole = (id: string): StreamPart => ({ type: 'tool-call', id, name: 'clock', arguments: '{}', input: {} });

  it('of which a part has arrived end the stream', async () => {
    const { ai, requests } = setup([[text('One'), start, piece, cut]]);
    const { error } = await read(ai.stream({ messages }));
    expect(error).toMatchObject({
      code: 'network',
      partial: { toolCalls: [{ id: '1', invalid: expect.any(String) }] },
    });
    expect(requests).toHaveLength(1);
  });

  it('of which a part has arrived were never seen, if they are held, and are asked for again', async () => {
    const { ai, requests } = setup(
      [
        [text('One'), start, piece, cut],
        [text('One two'), whole('2'), { ...finish, finishReason: 'tool-calls' }],
      ],
      { toolCalls: 'hold' },
    );
    const stream = ai.stream({ messages });
    const { types } = await read(stream);
    expect(types).toEqual(['start', 'text', 'resumed', 'text', 'tool-call', 'finish']);
    expect(JSON.stringify(requests[1])).not.toContain('clock');
    expect((await stream.response).toolCalls).toMatchObject([{ id: '2' }]);
  });

  it('are handed out whole and in order, if they are held', async () => {
    const { ai } = setup([[start, piece, text('between'), whole('1'), text('after'), finish]], { toolCalls: 'hold' });
    const { types } = await read(ai.stream({ messages }));
    expect(types).toEqual(['start', 'tool-call-start', 'tool-call-delta', 'text', 'tool-call', 'text', 'finish']);
  });

  it('that are complete end the stream: somebody may have acted on them', async () => {
    for (const toolCalls of ['fail', 'hold'] as const) {
      const { ai, requests } = setup([[whole('1'), start, cut]], { toolCalls });
      const { error } = await read(ai.stream({ messages }));
      expect(error).toMatchObject({ code: 'network' });
      expect(requests).toHaveLength(1);
    }
  });
});

describe('blocks', () => {
  it('go on where they stopped, and new ones have numbers of their own', async () => {
    const origin = { wire: 'w' };
    const { ai, requests } = setup([
      [
        { type: 'reasoning', text: 'thought', index: 0 },
        { type: 'block-end', index: 0, vendor: { origin, data: 'signed' } },
        text('One two', 1),
        cut,
      ],
      [
        { type: 'reasoning', text: 'again', index: 0 },
        { type: 'block-end', index: 0, vendor: { origin, data: 'signed too' } },
        text('One two', 1),
        text(' three', 1),
        { type: 'citation', index: 1, citation: { url: 'u', start: 0, end: 3 } },
        { type: 'block-end', index: 1, text: 'One two three', vendor: { origin, data: 'half' } },
        text('new', 2),
        finish,
      ],
    ]);
    const stream = ai.stream({ messages });
    const { parts } = await read(stream);
    expect(parts.filter(({ type }) => type === 'text')).toMatchObject([{ index: 1 }, { index: 1 }, { index: 4 }]);
    expect((await stream.response).message.content).toEqual([
      { type: 'reasoning', text: 'thought', vendor: { origin, data: 'signed' } },
      { type: 'text', text: 'One two three', citations: [{ url: 'u', start: 7, end: 10 }] },
      { type: 'reasoning', text: 'again', vendor: { origin, data: 'signed too' } },
      { type: 'text', text: 'new' },
    ]);
    // A signed thought may be sent back, and text without what belongs to the whole of it.
    expect(requests[1]?.messages[1]?.content).toEqual([
      { type: 'reasoning', text: 'thought', vendor: { origin, data: 'signed' } },
      { type: 'text', text: 'One two' },
    ]);
  });

  it('of thoughts that broke off are ended, and the question is asked as it was', async () => {
    const { ai, requests } = setup([
      [{ type: 'reasoning', text: 'thou' }, cut],
      [{ type: 'reasoning', text: 'thought' }, text('One'), finish],
    ]);
    const stream = ai.stream({ messages });
    const { types } = await read(stream);
    expect(types).toEqual(['start', 'reasoning', 'block-end', 'resumed', 'reasoning', 'text', 'finish']);
    expect((await stream.response).message.content).toMatchObject([
      { type: 'reasoning', text: 'thou' },
      { type: 'reasoning', text: 'thought' },
      { type: 'text', text: 'One' },
    ]);
    expect(requests[1]).toEqual(requests[0]);
  });

  it('of thoughts that broke off are not sent back under the token of those that followed', async () => {
    const vendor = { origin: { wire: 'w' }, data: 'signed' };
    const { ai, requests } = setup([
      [{ type: 'reasoning', text: 'thou' }, cut],
      [{ type: 'reasoning', text: 'thought' }, { type: 'block-end', vendor }, text('One'), cut],
      [text('One two'), finish],
    ]);
    expect((await ai.stream({ messages }).response).text).toBe('One two');
    expect(requests[2]?.messages[1]?.content).toEqual([
      { type: 'reasoning', text: 'thought', vendor },
      { type: 'text', text: 'One' },
    ]);
  });

  it('leave no timer behind', async () => {
    const { ai, environment } = setup([
      [text('One'), cut],
      [text('One two'), finish],
    ]);
    const deadlines = { idle: 1_000, total: 5_000 };
    expect((await ai.stream({ messages }, { deadlines }).response).text).toBe('One two');
    expect(environment.pendingTimers).toBe(0);
  });

  it('are complete when the vendor has said how the answer ends: nothing more is asked', async () => {
    const { ai, requests } = setup([[text('One'), { type: 'choice-end', finishReason: 'stop' }, cut]]);
    const stream = ai.stream({ messages });
    const { types, error } = await read(stream);
    expect(error).toBeUndefined();
    expect(types).toEqual(['start', 'text', 'choice-end', 'warning', 'finish']);
    expect(await stream.response).toMatchObject({ text: 'One', finishReason: 'stop', meta: { provider: 'vendor' } });
    expect(requests).toHaveLength(1);
  });
});

describe('what is used', () => {
  const told = (inputTokens: number, outputTokens: number): StreamPart => ({
    type: 'usage',
    usage: usage(inputTokens, outputTokens),
  });

  it('is that of all attempts, told as less than certain', async () => {
    const { ai } = setup([
      [told(10, 1), text('One two'), cut],
      [told(20, 1), text('One two three'), finish],
    ]);
    const stream = ai.stream({ messages });
    const { parts } = await read(stream);
    const usages = parts.flatMap((part) => (part.type === 'usage' ? [part.usage] : []));
    expect(usages).toMatchObject([
      { inputTokens: 10 },
      { inputTokens: 10, outputTokens: 1, state: 'partial' },
      { inputTokens: 30, outputTokens: 2, state: 'partial' },
    ]);
    expect((await stream.response).usage).toMatchObject({ inputTokens: 20, outputTokens: 6, state: 'partial' });
  });

  it('is not certain where nothing is known of a lost attempt', async () => {
    const { ai } = setup([
      [text('One two'), cut],
      [text('One two three'), finish],
    ]);
    expect((await ai.stream({ messages }).response).usage).toMatchObject({ inputTokens: 10, state: 'partial' });
  });

  it('is told in full when the stream fails for good', async () => {
    const { ai } = setup(
      [
        [told(10, 1), text('One two'), cut],
        [told(20, 2), text('One two three'), cut],
      ],
      { max: 1 },
    );
    const outcomes: unknown[] = [];
    const stream = ai.stream({ messages });
    stream.observe({ settled: ({ status, usage }) => outcomes.push({ status, usage }) });
    const { error } = await read(stream);
    expect(error).toMatchObject({ code: 'network', partial: { text: 'One two three' } });
    expect(outcomes).toMatchObject([{ status: 'failed', usage: { inputTokens: 30, outputTokens: 3 } }]);
  });

  it('costs what all attempts cost, where their prices are known, and says so', async () => {
    const cost = { amount: 1, currency: 'USD', source: 'catalogue', includesLostAttempts: false } as const;
    const scripts: Script[] = [
      [told(1_000_000, 0), text('One two'), cut],
      [text('One two three'), { ...finish, cost }],
    ];
    const models = [{ id: 'm-1', price: { input: 2, output: 10 } }];
    const catalogue = async () => ({ provider: 'vendor', asOf: '2026-11-01', models });
    const priced = pipeline(scripted(scripts, { catalogue }).provider).use(resume());
    const response = await priced.stream({ messages, model: 'm-1' }).response;
    expect(response.cost).toMatchObject({ amount: 3, currency: 'USD', includesLostAttempts: true });

    const unpriced = pipeline(scripted(scripts).provider).use(resume());
    expect((await unpriced.stream({ messages, model: 'm-1' }).response).cost).toEqual(cost);
  });
});

describe('the text', () => {
  /** Words that occur once: of others nobody can say whether they are repeated. */
  const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{5,12}$/), { minLength: 3, maxLength: 25 });
  const gaps = fc.array(fc.constantFrom(' ', '\n', '\n\n', ', '), { minLength: 1 });

  /** A vendor that says `whole` in pieces, breaks off after so many, and goes on where it is asked to. */
  function breaking(whole: string, by: 'prefill' | 'prompt', cuts: readonly number[], pieceLength: number) {
    let calls = 0;
    const provider = defineProvider({
      id: 'vendor',
      operations: {
        async *stream(request): AsyncGenerator<StreamPart> {
          const said = lastText(request);
          const { content } = request.messages.at(-1) ?? {};
          const ending = said && by === 'prompt' ? String(content).split('\n\n').slice(1, -1).join('\n\n') : '';
          const answer = ending + whole.slice(said.length);
          // Perhaps in the middle of what it repeats.
          const breakAt = cuts[calls] ?? answer.length;
          calls++;
          for (let at = 0; at < answer.length; at += pieceLength) {
            const part = answer.slice(at, Math.min(at + pieceLength, breakAt));
            if (part !== '') yield text(part);
            if (at + pieceLength >= breakAt && breakAt < answer.length) throw cut;
          }
          yield finish;
        },
      },
    });
    return pipeline(provider).use(resume({ by, max: 10 }));
  }

  it.each(['prefill', 'prompt'] as const)('is that of an unbroken stream, wherever it breaks, by %s', async (by) => {
    await fc.assert(
      fc.asyncProperty(
        words,
        gaps,
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (list, between, cuts, pieceLength) => {
          const whole = `${list.map((word, at) => `${word}${between[at % between.length]}`).join('')}end.`;
          const stream = breaking(whole, by, cuts, pieceLength).stream({ messages });
          const { parts, error } = await read(stream);
          expect(error).toBeUndefined();
          expect(textIn(parts)).toBe(whole);
          expect((await stream.response).text).toBe(whole);
          expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(1);
        },
      ),
      { numRuns: 300 },
    );
  });
});
