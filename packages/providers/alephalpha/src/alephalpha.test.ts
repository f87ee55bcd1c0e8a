// What Aleph Alpha does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, sampleSchema, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AlephalphaOptions, alephalpha } from './index.ts';

const model = 'qwen3-32b';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
type Answers = Parameters<typeof served>[1];
const serving = (answers: Answers, more: AlephalphaOptions = {}) =>
  served((at) => alephalpha({ ...at, model, ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

describe('a host', () => {
  it('is taken as it is, with a version or without', async () => {
    const at = async (options: AlephalphaOptions) => {
      await using ai = pipeline(alephalpha({ apiKey: 'test-key', model, ...options }));
      return (await inspect(ai, 'chat', { messages })).url;
    };
    expect(await at({})).toBe('https://api.aleph-alpha.com/chat/completions');
    expect(await at({ baseURL: 'https://inference.acme.example/v1' })).toBe(
      'https://inference.acme.example/v1/chat/completions',
    );
    vi.stubEnv('AA_HOST', 'https://pharia.example/v1');
    expect(await at({})).toBe('https://pharia.example/v1/chat/completions');
  });

  it('may have the responses wire too', async () => {
    await using vended = await serving(
      [
        {
          body: {
            id: 'r-1',
            object: 'response',
            status: 'completed',
            output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }],
          },
        },
      ],
      { api: 'responses' },
    );
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(vended.request().path).toBe('/responses');
  });
});

describe('a token', () => {
  it.each(['AA_TOKEN', 'ALEPH_ALPHA_API_KEY'])('comes from %s', async (name) => {
    for (const other of ['AA_TOKEN', 'ALEPH_ALPHA_API_KEY']) vi.stubEnv(other, '');
    await using none = pipeline(alephalpha({ model }));
    expect((await failureOf(none.chat({ messages }))).message).toContain(name);
    vi.stubEnv(name, 'token-of-environment');
    await using vended = await serving([reply], { apiKey: undefined });
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer token-of-environment');
  });

  it('that is wrong is told as such', async () => {
    await using vended = await serving([{ status: 401, body: { error: 'unauthorized', code: 'UNAUTHORIZED' } }]);
    expect((await failureOf(vended.ai.chat({ messages }))).code).toBe('authentication');
  });
});

describe('a request', () => {
  it('says nothing that was not asked for', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages });
    expect(vended.body()).toEqual({ model, messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('says where it may be answered, and that it can wait', async () => {
    await using vended = await serving([reply, { body: { completions: [{ completion: 'x' }] } }], {
      hosting: 'aleph-alpha',
      nice: true,
    });
    await vended.ai.chat({ messages });
    expect(vended.body().hosting).toBe('aleph-alpha');
    expect(vended.request().query.get('nice')).toBe('true');
    await vended.ai.complete({ prompt: 'a' });
    expect(vended.body().hosting).toBe('aleph-alpha');
    expect(vended.request().query.get('nice')).toBe('true');
  });

  it('has concepts that steer it, and schemas that hold', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages,
      output: { type: 'json-schema', name: 'place', schema: sampleSchema },
      vendor: { alephalpha: { steering_concepts: ['c-1'] } },
    });
    expect(vended.body()).toMatchObject({
      steering_concepts: ['c-1'],
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema: sampleSchema, strict: true } },
    });
  });

  it('has pictures as data alone', async () => {
    await using vended = await serving([reply]);
    const picture = { type: 'image', source: { url: 'https://example.com/a.png' } } as const;
    const asked = { model: 'qwen2.5-vl-32b-instruct', messages: [user([picture, { type: 'text', text: 'What?' }])] };
    const outcome = await vended.ai.chat(asked).then(
      ({ warnings }) => warnings.map(({ feature }) => feature),
      (error: { code: string }) => [error.code],
    );
    expect(outcome).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('may end with an empty word, and has its usage at the end of a stream', async () => {
    const chunk = (delta: object, finish: string | null = null, usage: object | null = null) => ({
      id: 'c-1',
      model,
      choices: usage ? [] : [{ index: 0, delta, finish_reason: finish, logprobs: null }],
      usage,
    });
    await using vended = await serving([
      sseReply(
        chunk({ role: 'assistant', content: '' }),
        chunk({ content: '<think>Hm.</th' }),
        chunk({ content: 'ink>Hello' }),
        chunk({}, 'stop'),
        chunk({}, null, { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }),
        '[DONE]',
      ),
    ]);
    expect(await vended.ai.stream({ messages }).response).toMatchObject({
      reasoning: 'Hm.',
      text: 'Hello',
      finishReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 4 },
    });
    expect(vended.body().stream_options).toEqual({ include_usage: true });
  });

  it('of a model without a template is refused: complete can', async () => {
    await using vended = await serving([
      { status: 400, body: { error: 'The model has no chat template', code: 'MISSING_CAPABILITY' } },
      {
        body: {
          completions: [
            { completion: 'a', finish_reason: 'end_of_text' },
            { completion: 'b', finish_reason: 'stop_sequence_reached' },
          ],
        },
      },
    ]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({
      code: 'unsupported',
      retry: 'other-provider',
    });
    const { choices } = await vended.ai.complete({ prompt: 'x', n: 2, vendor: { alephalpha: { best_of: 2 } } });
    expect(choices).toEqual([
      { text: 'a', finishReason: 'stop' },
      { text: 'b', finishReason: 'stop' },
    ]);
    expect(vended.body()).toMatchObject({ n: 2, best_of: 2 });
  });
});

describe('vectors', () => {
  it('of Luminous are made a hundred at once', async () => {
    await using vended = await serving((request) => {
      const { prompts } = request.json() as { prompts: readonly (readonly { data: string }[])[] };
      return {
        body: { embeddings: prompts.map(([item]) => [Number(item?.data)]), num_tokens_prompt_total: prompts.length },
      };
    });
    const input = Array.from({ length: 150 }, (_, at) => String(at));
    const { embeddings, usage } = await vended.ai.embed({ model: 'luminous-base', input });
    expect(embeddings.flat()).toEqual(input.map(Number));
    expect(usage?.inputTokens).toBe(150);
    expect(vended.server.requests.map(({ path }) => path)).toEqual(['/batch_semantic_embed', '/batch_semantic_embed']);
    expect(vended.body(0).representation).toBe('symmetric');
  });

  it('follow an instruction, one by one', async () => {
    await using vended = await serving([{ body: { embedding: [1] } }, { body: { embedding: [2] } }]);
    const { embeddings } = await vended.ai.embed({
      model: 'pharia-1-embedding-4608-control',
      input: ['a', 'b'],
      vendor: { alephalpha: { instruction: 'Find the same topic.', normalize: true } },
    });
    expect(embeddings).toHaveLength(2);
    expect(vended.request().path).toBe('/instructable_embed');
    expect(vended.body()).toMatchObject({ instruction: 'Find the same topic.', normalize: true });
  });
});

describe('what would be sent', () => {
  it.each([
    [{ model: 'luminous-base' }, '/batch_semantic_embed'],
    [{ model: 'pharia', vendor: { alephalpha: { instruction: 'x' } } }, '/instructable_embed'],
    [{ model: 'qwen3-embedding-0.6b' }, '/embeddings'],
  ])('for vectors of %j goes to %s', async (request, path) => {
    await using ai = pipeline(alephalpha({ apiKey: 'test-key' }));
    expect((await inspect(ai, 'embed', { ...request, input: 'a' })).url).toBe(`https://api.aleph-alpha.com${path}`);
  });
});

describe('health', () => {
  it('is down behind the page of a proxy, and degraded where the queue is full', async () => {
    await using vended = await serving([
      { headers: { 'content-type': 'text/html' }, text: '<html><body>Hello</body></html>' },
      { status: 503, body: { error: 'queue is full', code: 'QUEUE_FULL' } },
    ]);
    expect((await vended.ai.health()).status).toBe('down');
    expect((await vended.ai.health()).status).toBe('degraded');
  });
});
