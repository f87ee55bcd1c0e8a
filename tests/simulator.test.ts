// Every vendor's provider against the simulator: the client face and the server face of each wire, over a real socket.
import {
  type ChatRequest,
  type FunctionTool,
  isKitError,
  type KitError,
  type Message,
  type Provider,
  pipeline,
  toolResult,
  user,
} from '@kit/core';
import { retry } from '@kit/plugin-retry';
import { fallback, registry } from '@kit/plugin-router';
import { anthropic } from '@kit/provider-anthropic';
import { google } from '@kit/provider-google';
import { openai } from '@kit/provider-openai';
import {
  type BrainAnswer,
  type Fault,
  randomFaults,
  type Simulator,
  type SimulatorOptions,
  simulator,
} from '@kit/testing';
import { afterEach, describe, expect, it } from 'vitest';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
async function start(options?: SimulatorOptions): Promise<Simulator> {
  const server = await simulator(options);
  closers.push(server.close);
  return server;
}

interface Vendor {
  readonly name: string;
  readonly model: string;
  readonly make: (server: Simulator, apiKey?: string) => Provider<'chat' | 'stream' | 'countTokens' | 'models'>;
}

const vendors: readonly Vendor[] = [
  {
    name: 'openai, responses',
    model: 'gpt-6-luna',
    make: ({ openaiURL: baseURL }, apiKey = 'any') => openai({ apiKey, baseURL }),
  },
  {
    name: 'openai, chat',
    model: 'gpt-6-luna',
    make: ({ openaiURL: baseURL }, apiKey = 'any') => openai({ apiKey, baseURL, api: 'chat' }),
  },
  {
    name: 'anthropic',
    model: 'claude-haiku-5-5',
    make: ({ anthropicURL: baseURL }, apiKey = 'any') => anthropic({ apiKey, baseURL }),
  },
  {
    name: 'google',
    model: 'gemini-3.5-flash-lite',
    make: ({ geminiURL: baseURL }, apiKey = 'any') => google({ apiKey, baseURL }),
  },
];

const weather: FunctionTool = {
  name: 'weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

describe.each(vendors.map((vendor) => [vendor.name, vendor] as const))('%s', (_name, { model, make }) => {
  const open = async (options?: SimulatorOptions) => {
    const server = await start(options);
    return { server, ai: pipeline(make(server)) };
  };
  const request: ChatRequest = { model, messages: [user('Hello there')] };

  it('answers, complete and streamed alike', async () => {
    const answers: readonly BrainAnswer[] = [
      { text: 'Just a text, mit Umlauten: äöü, and 漢字.' },
      { text: 'With thoughts.', reasoning: 'Let me think about that.' },
      { toolCalls: [{ name: 'weather', input: { city: 'Paris' } }] },
      {
        text: 'Two calls:',
        toolCalls: [
          { name: 'weather', input: { city: 'Paris' } },
          { name: 'weather', input: { city: 'Rome' } },
        ],
      },
      { text: 'Cut short', finishReason: 'length' },
    ];
    for (const answer of answers) {
      const { ai } = await open({ brain: () => answer });
      const asked = { ...request, tools: [weather], reasoning: { effort: 'low' } } as const;
      const complete = await ai.chat(asked);
      const streamed = await ai.stream(asked).response;
      expect(complete.text).toBe(answer.text ?? '');
      expect(complete.toolCalls.map(({ name, input }) => ({ name, input }))).toEqual(answer.toolCalls ?? []);
      expect(complete.finishReason).toBe(answer.finishReason ?? (answer.toolCalls ? 'tool-calls' : 'stop'));
      if (answer.reasoning && !/chat/.test(_name)) expect(complete.reasoning).toBe(answer.reasoning);
      const bare = ({ text, reasoning, toolCalls, finishReason, usage }: typeof complete) => ({
        text,
        reasoning,
        finishReason,
        toolCalls: toolCalls.map(({ name, arguments: args }) => ({ name, args })),
        tokens: [usage?.inputTokens, usage?.outputTokens],
      });
      expect(bare(streamed)).toEqual(bare(complete));
      expect(complete.usage?.inputTokens).toBeGreaterThan(0);
    }
  });

  it('calls a tool, and its own message goes back as it came', async () => {
    const { ai, server } = await open();
    const messages: Message[] = [user('What is the weather in Paris? Think about it.')];
    for (const ask of [(asked: ChatRequest) => ai.chat(asked), (asked: ChatRequest) => ai.stream(asked).response]) {
      const conversation = [...messages];
      const asked = { model, tools: [weather], reasoning: { effort: 'low' } } as const;
      const first = await ask({ ...asked, messages: conversation });
      expect(first.toolCalls).toMatchObject([{ name: 'weather', input: { city: 'Paris' } }]);
      conversation.push(first.message, ...first.toolCalls.map((call) => toolResult(call, 'sunny')));
      const second = await ask({ ...asked, messages: conversation });
      expect(second.text).toMatch(/^weather says: .*sunny/);
      expect(second.warnings).toEqual([]);
    }
    expect(server.requests).toHaveLength(4);
  });

  it('answers in a wanted schema', async () => {
    const { ai } = await open();
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' }, minutes: { type: 'number' } },
      required: ['title', 'minutes'],
      additionalProperties: false,
    } as const;
    const output = { type: 'json-schema', name: 'recipe', schema } as const;
    expect(JSON.parse((await ai.chat({ ...request, output })).text)).toEqual({ title: 'title', minutes: 1 });
    expect(JSON.parse((await ai.stream({ ...request, output }).response).text)).toEqual({ title: 'title', minutes: 1 });
  });

  it('counts tokens as it uses them, and lists models', async () => {
    const { ai } = await open();
    const { inputTokens } = await ai.countTokens(request);
    expect((await ai.chat(request)).usage?.inputTokens).toBe(inputTokens);
    expect((await ai.models()).models.map(({ id }) => id)).toContain('simulated-large');
  });

  it.each<[Fault, Partial<KitError>]>([
    [{ status: 400 }, { code: 'invalid-request', retry: 'never' }],
    [{ status: 400, code: 'context-length' }, { code: 'context-length' }],
    [{ status: 401 }, { code: 'authentication' }],
    [{ status: 403 }, { code: 'permission' }],
    [{ status: 404 }, { code: 'not-found' }],
    [
      { status: 429, retryAfterMs: 3_000 },
      { code: 'rate-limit', retry: 'same', retryAfterMs: 3_000 },
    ],
    [{ status: 429, code: 'quota' }, { code: 'quota' }],
    [{ status: 500 }, { code: 'server', retry: 'same' }],
    [{ status: 503 }, { code: 'overloaded' }],
    [{ type: 'reset' }, { code: 'network', retry: 'same' }],
  ])('reads what the server face writes: %j', async (fault, expected) => {
    const { ai } = await open({ faults: () => fault });
    for (const call of [ai.chat(request), ai.stream(request).response]) {
      const error = await call.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(isKitError(error)).toBe(true);
      expect(error).toMatchObject(expected);
    }
  });

  it('is refused with a wrong key and a wrong model', async () => {
    const server = await start();
    await expect(pipeline(make(server, 'wrong-key')).chat(request)).rejects.toMatchObject({ code: 'authentication' });
    await expect(pipeline(make(server)).chat({ ...request, model: 'no-such-model' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is carried over failures by a retry, and nobody sees it', async () => {
    const faults: Fault[] = [{ status: 503 }, { type: 'cut', afterEvents: 0 }];
    const { server } = await open({ faults: [...faults, undefined, ...faults] });
    const ai = pipeline(make(server)).use(retry({ baseDelayMs: 1 }));
    const complete = await ai.chat(request);
    const parts: string[] = [];
    for await (const part of ai.stream(request)) parts.push(part.type);
    expect(complete.text).toBe('You said: Hello there');
    expect(complete.meta.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'complete']);
    expect(parts.filter((type) => type === 'start' || type === 'finish')).toEqual(['start', 'finish']);
    expect(server.requests).toHaveLength(6);
  });

  it('obeys a Retry-After', async () => {
    const { server } = await open({ faults: [{ status: 429, retryAfterMs: 1_000 }] });
    await pipeline(make(server)).use(retry()).chat(request);
    const [first, second] = server.requests;
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).toBeGreaterThanOrEqual(995);
  });

  it('leaves at once for the next target when a Retry-After is long', async () => {
    const busy = await start({ faults: () => ({ status: 429, retryAfterMs: 30_000 }) });
    const { server } = await open();
    const ai = pipeline(fallback(pipeline(make(busy)).use(retry()), pipeline(make(server)).use(retry())));
    const began = performance.now();
    expect((await ai.stream(request).response).text).toBe('You said: Hello there');
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(busy.requests).toHaveLength(1);
  });
});

describe('beside chat', () => {
  const ai = async () => pipeline(openai({ apiKey: 'any', baseURL: (await start()).openaiURL }));

  it('openai embeds, draws, judges and completes', async () => {
    const client = await ai();
    const { embeddings, usage } = await client.embed({
      model: 'text-embedding-3-small',
      input: ['cat', 'dog', 'cat'],
      dimensions: 16,
    });
    expect(embeddings.map((vector) => vector.length)).toEqual([16, 16, 16]);
    expect(embeddings[0]).toEqual(embeddings[2]);
    expect(usage?.inputTokens).toBeGreaterThan(0);
    const drawn = await client.image({ model: 'gpt-image-2', prompt: 'A cat', n: 2 });
    expect(drawn.images.map(({ data }) => data?.slice(0, 5))).toEqual(['iVBOR', 'iVBOR']);
    const png = { data: drawn.images[0]?.data ?? '', mediaType: 'image/png' };
    expect((await client.image({ model: 'gpt-image-2', prompt: 'A blue cat', images: [png] })).images).toHaveLength(1);
    const judged = await client.moderate({ model: 'omni-moderation-latest', input: ['cats', 'I will hurt you'] });
    expect(judged.results.map(({ flagged }) => flagged)).toEqual([false, true]);
    expect((await client.complete({ model: 'gpt-3.5-turbo-instruct', prompt: 'Once' })).text).toBe('You said: Once');
  });

  it('openai speaks and listens, whole and in pieces', async () => {
    const client = await ai();
    const said = { model: 'gpt-4o-mini-tts', input: 'Hello', voice: 'alloy', format: 'wav' };
    const { audio } = await client.speech(said);
    expect(new TextDecoder().decode(audio.data?.subarray(0, 4))).toBe('RIFF');
    const streamed = await client.speechStream(said).response;
    expect(streamed.audio.data).toEqual(audio.data);
    const recording = {
      model: 'gpt-4o-transcribe',
      audio: audio.data as Uint8Array,
      mediaType: 'audio/wav',
      fileName: 'hello.wav',
    };
    const heard = await client.transcribe(recording);
    expect(heard.text).toBe(`A recording of ${audio.data?.length} bytes.`);
    expect((await client.transcribeStream(recording).response).text).toBe(heard.text);
    const body = async function* () {
      yield audio.data as Uint8Array;
    };
    expect((await client.transcribe({ ...recording, audio: body() })).text).toBe(heard.text);
  });

  it.each(vendors.filter(({ name }) => !/chat|google/.test(name)).map((vendor) => [vendor.name, vendor] as const))(
    '%s keeps files and runs batches',
    async (_name, { model, name }) => {
      const server = await start();
      const client = pipeline(
        name === 'anthropic'
          ? anthropic({ apiKey: 'any', baseURL: server.anthropicURL })
          : openai({ apiKey: 'any', baseURL: server.openaiURL }),
      );
      const { file } = await client.files({
        action: 'upload',
        data: new TextEncoder().encode('a,b'),
        mediaType: 'text/csv',
        name: 'data.csv',
        purpose: 'user_data',
      });
      expect(file).toMatchObject({ name: 'data.csv', bytes: 3 });
      expect(new TextDecoder().decode((await client.files({ action: 'content', id: file.id })).data)).toBe('a,b');
      expect((await client.files({ action: 'list' })).files.map(({ id }) => id)).toEqual([file.id]);
      expect((await client.files({ action: 'delete', id: file.id })).deleted).toBe(true);
      const job = await client.batch({
        requests: [
          { id: 'good', request: { model, messages: [user('Hello')] } },
          { id: 'bad', request: { model: 'no-such-model', messages: [user('Hello')] } },
        ],
      });
      const items = await job.wait({ pollMs: 5 });
      const byId = new Map(items.map((item) => [item.id, item]));
      expect(byId.get('good')?.response).toMatchObject({ text: 'You said: Hello' });
      expect(byId.get('bad')?.error).toMatchObject({ code: 'not-found' });
    },
  );

  it('google embeds one and many', async () => {
    const client = pipeline(google({ apiKey: 'any', baseURL: (await start()).geminiURL }));
    const one = await client.embed({ model: 'gemini-embedding-001', input: 'cat' });
    const many = await client.embed({ model: 'gemini-embedding-001', input: ['cat', 'dog'] });
    expect(one.embeddings).toHaveLength(1);
    expect(many.embeddings[0]).toEqual(one.embeddings[0]);
  });
});

describe('under a storm of faults', () => {
  it('every call is answered, whole and once, by retries and a fallback', { timeout: 60_000 }, async () => {
    const storm = (seed: number) =>
      randomFaults({
        probability: 0.4,
        seed,
        faults: [
          { status: 429, retryAfterMs: 5 },
          { status: 500 },
          { type: 'reset' },
          { type: 'cut', afterEvents: 0 },
          { type: 'error-event' },
          { type: 'slow', delayMs: 5 },
        ],
      });
    const places: Provider<'chat' | 'stream'>[] = [];
    const servers: Simulator[] = [];
    for (const [seed, { make }] of vendors.entries()) {
      const server = await start({ faults: storm(seed) });
      servers.push(server);
      places.push(pipeline(make(server)).use(retry({ baseDelayMs: 1 })));
    }
    const ai = pipeline(fallback(...places));
    for (let at = 0; at < 60; at++) {
      const asked: ChatRequest = { model: 'simulated-large', messages: [user(`Call number ${at}`)] };
      const answer = at % 2 === 0 ? await ai.chat(asked) : await ai.stream(asked).response;
      expect(answer.text).toBe(`You said: Call number ${at}`);
      expect(answer.meta.attempts.at(-1)?.outcome).toBe('complete');
    }
    expect(servers[0]?.requests.length).toBeGreaterThan(60);
  });
});

describe('a registry of vendors', () => {
  it('is one provider for all of them', async () => {
    const server = await start();
    const [, , claude, gemini] = vendors as unknown as readonly [Vendor, Vendor, Vendor, Vendor];
    const ai = pipeline(registry({ anthropic: claude.make(server), google: gemini.make(server) }));
    expect((await ai.chat({ model: 'anthropic/claude-haiku-5-5', messages: [user('Hi')] })).meta.provider).toBe(
      'anthropic',
    );
    expect((await ai.stream({ model: 'google/gemini-3.5-flash', messages: [user('Hi')] }).response).meta.provider).toBe(
      'google',
    );
    const { models } = await ai.models();
    expect(models.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['anthropic/simulated-large', 'google/simulated-large']),
    );
    expect(server.requests.map(({ path }) => path)).toContain('/anthropic/v1/messages');
  });
});
