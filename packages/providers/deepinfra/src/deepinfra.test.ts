// What DeepInfra does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, samplePicture, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deepinfra } from './index.ts';

const model = 'deepseek-ai/DeepSeek-V3.2';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1]) =>
  served((at) => deepinfra({ ...at, model }), answers, { path: '/v1/openai' });
const features = ({ warnings }: { readonly warnings: readonly { readonly feature: string }[] }) =>
  warnings.map(({ feature }) => feature);
const answering = (usage: object) => ({
  body: {
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    usage,
  },
});

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it.each(['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'])('may come from %s', async (variable) => {
    vi.stubEnv('DEEPINFRA_API_KEY', '');
    vi.stubEnv(variable, 'from-environment');
    await using vended = await served(({ baseURL }) => deepinfra({ baseURL, model }), [reply]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Bearer from-environment');
  });

  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('DEEPINFRA_API_KEY', '');
    vi.stubEnv('DEEPINFRA_TOKEN', '');
    await using ai = pipeline(deepinfra({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('DEEPINFRA_API_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Invalid API key')]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('usage', () => {
  it('may count thoughts beside the completion', async () => {
    const usage = {
      prompt_tokens: 19,
      completion_tokens: 84,
      total_tokens: 1184,
      prompt_tokens_details: null,
      completion_tokens_details: { reasoning_tokens: 1081 },
    };
    await using vended = await serving([answering(usage)]);
    const { usage: counted } = await vended.ai.chat({ model: 'google/gemini-2.5-flash', messages });
    expect(counted).toMatchObject({
      inputTokens: 19,
      outputTokens: 1165,
      outputDetails: { text: 84, reasoning: 1081 },
    });
  });

  it('brings its own price, complete and streamed', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, estimated_cost: 0.000_004_2 };
    const cost = { amount: 0.000_004_2, currency: 'USD', source: 'vendor' };
    await using vended = await serving([
      answering(usage),
      sseReply(
        { id: 'x', model, choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] },
        { id: 'x', model, choices: [], usage },
        '[DONE]',
      ),
    ]);
    expect((await vended.ai.chat({ messages })).cost).toMatchObject(cost);
    expect((await vended.ai.stream({ messages }).response).cost).toMatchObject(cost);
    expect(vended.body()).toMatchObject({ stream_options: { include_usage: true } });
  });
});

describe('a request', () => {
  it('has its limit, top-k and tier in the words of the vendor', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, maxTokens: 9, topK: 4, serviceTier: 'priority' });
    expect(vended.body()).toMatchObject({ max_tokens: 9, top_k: 4, service_tier: 'priority' });
  });

  it('cannot force a tool', async () => {
    await using vended = await serving([reply]);
    const result = await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: { name: 'clock' } });
    expect(features(result)).toEqual(['toolChoice']);
    expect(vended.body()).not.toHaveProperty('tool_choice');
  });
});

describe('reasoning', () => {
  it('is an effort, can be switched off, and goes back as `reasoning_content`', async () => {
    const thought = openaiAnswer({ content: 'Two.', thoughts: { reasoning_content: 'One and one.' } }, 'stop').reply;
    await using vended = await serving([thought, reply]);
    const first = await vended.ai.chat({ messages, reasoning: { effort: 'low' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
    await vended.ai.chat({ messages: [...messages, first.message, user('?')], reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({
      reasoning_effort: 'none',
      messages: [{}, { content: 'Two.', reasoning_content: 'One and one.' }, {}],
    });
  });

  it('that stands in the text of DeepSeek R1 is taken out of it', async () => {
    await using vended = await serving([openaiAnswer({ content: '<think>Hm.</think>Two.' }, 'stop').reply]);
    const answer = await vended.ai.chat({ model: 'deepseek-ai/DeepSeek-R1', messages });
    expect(answer).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
  });

  it('of Llama cannot be asked for', async () => {
    await using vended = await serving([reply]);
    const request = { model: 'meta-llama/Llama-3.3-70B-Instruct', messages, reasoning: { effort: 'high' } } as const;
    expect(features(await vended.ai.chat(request))).toEqual(['reasoning']);
  });
});

describe('reranking', () => {
  it('asks the own API, the query once for each document', async () => {
    await using vended = await serving([{ body: { scores: [0.2, 0.9, 0.5], input_tokens: 7 } }]);
    const { results, usage } = await vended.ai.rerank({
      model: 'Qwen/Qwen3-Reranker-8B',
      query: 'sea',
      documents: ['hill', 'wave', 'boat'],
      topN: 2,
      vendor: { deepinfra: { instruction: 'Rank.' } },
    });
    expect(vended.request().path).toBe('/v1/inference/Qwen/Qwen3-Reranker-8B');
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
    expect(vended.body()).toEqual({
      queries: ['sea', 'sea', 'sea'],
      documents: ['hill', 'wave', 'boat'],
      instruction: 'Rank.',
    });
    expect(results).toEqual([
      { index: 1, score: 0.9 },
      { index: 2, score: 0.5 },
    ]);
    expect(usage).toMatchObject({ inputTokens: 7 });
  });

  it('keeps what does not belong into a path out of it', async () => {
    const provider = deepinfra({ apiKey: 'test-key' });
    const request = { model: 'a/b?c', query: 'q', documents: ['d'] };
    const { url } = await inspect(provider, 'rerank', request);
    expect(url).toBe('https://api.deepinfra.com/v1/inference/a/b%3Fc');
  });
});

describe('a picture', () => {
  const drawing = { model: 'black-forest-labs/FLUX-1-schnell', prompt: 'A fox' };

  it("is asked for over OpenAI's wire, as data", async () => {
    await using vended = await serving([{ body: { data: [{ b64_json: samplePicture }] } }]);
    const { images } = await vended.ai.image({ ...drawing, size: '512x512', n: 2 });
    expect(vended.request().path).toBe('/v1/openai/images/generations');
    expect(vended.body()).toEqual({ ...drawing, size: '512x512', n: 2, response_format: 'b64_json' });
    expect(images[0]).toMatchObject({ data: samplePicture });
  });

  it('of a shape or a seed is asked for over the own API', async () => {
    const body = { images: [`data:image/png;base64,${samplePicture}`] };
    await using vended = await serving([{ body }, { body }]);
    const { images } = await vended.ai.image({ ...drawing, seed: 3, size: '512x768', n: 2 });
    expect(vended.request().path).toBe('/v1/inference/black-forest-labs/FLUX-1-schnell');
    expect(vended.body()).toEqual({ prompt: 'A fox', seed: 3, num_images: 2, width: 512, height: 768 });
    expect(images).toEqual([{ data: samplePicture, mediaType: 'image/png' }]);
    await vended.ai.image({ ...drawing, aspectRatio: '16:9' });
    expect(vended.body()).toEqual({ prompt: 'A fox', aspect_ratio: '16:9' });
  });
});

describe('a vector', () => {
  it('may have another size', async () => {
    await using vended = await serving([{ body: { data: [{ index: 0, embedding: [0.5] }] } }]);
    await vended.ai.embed({ model: 'Qwen/Qwen3-Embedding-8B', input: 'a', dimensions: 256 });
    expect(vended.body()).toMatchObject({ dimensions: 256, encoding_format: 'float' });
  });
});

describe('a failure', () => {
  it.each([
    [404, { detail: { error: 'Model is not available' } }, 'not-found', 'Model is not available'],
    [422, { detail: 'It is wrong.' }, 'invalid-request', 'It is wrong.'],
    [400, { error: { message: 'Bad Request' } }, 'invalid-request', 'Bad Request'],
    [429, { detail: { error: 'rate limit' } }, 'rate-limit', 'rate limit'],
  ] as const)('of %i is read from %j', async (status, body, code, words) => {
    await using vended = await serving([{ status, body }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});

describe('a batch', () => {
  it('that was cancelled still has the answers that were ready', async () => {
    const row = {
      id: 'batch_abc123',
      endpoint: '/v1/chat/completions',
      status: 'cancelled',
      output_file_id: 'file_out456',
      error_file_id: null,
      cancelled_at: 1711472050,
      request_counts: { total: 100, completed: 40, failed: 0 },
    };
    const answer = { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
    const line = JSON.stringify({ custom_id: 'a', response: { status_code: 200, body: answer }, error: null });
    await using vended = await serving([{ body: row }, { body: row }, { text: `${line}\n` }]);
    const job = await vended.ai.batch({ attach: 'batch_abc123' });
    expect(await job.wait()).toMatchObject([{ id: 'a', response: { text: 'Hi' } }]);
  });
});
