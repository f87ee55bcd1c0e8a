// What Maritaca does otherwise, item by item of its documents.
import { pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served } from '@kit/testing';
import { openaiAnswer, openaiFailure, openaiMessageItem, openaiResponse } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { maritaca } from './index.ts';

const model = 'sabia-4';
const messages = [user('Olá')];
const { reply } = openaiAnswer({ content: 'Olá' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}, path = '/api') =>
  served((at) => maritaca({ ...at, model, ...more }), answers, { path });

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it.each(['/api', '/api/', '/api/v1'])('may be %s', async (path) => {
    await using vended = await serving([reply], {}, path);
    await vended.ai.chat({ messages });
    expect(vended.request().path).toBe('/api/v1/chat/completions');
  });

  it('of another server stays as it is', async () => {
    await using vended = await serving([reply], {}, '/proxy');
    await vended.ai.chat({ messages });
    expect(vended.request().path).toBe('/proxy/chat/completions');
  });
});

describe('a key', () => {
  it('is asked for by the names of its variables', async () => {
    vi.stubEnv('MARITACA_API_KEY', '');
    vi.stubEnv('MARITALK_API_KEY', '');
    await using ai = pipeline(maritaca({ model }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('MARITACA_API_KEY');
  });

  it("goes behind OpenAI's word or the vendor's own", async () => {
    await using bearer = await serving([reply]);
    await bearer.ai.chat({ messages });
    expect(bearer.request().headers.authorization).toBe('Bearer test-key');
    await using key = await serving([reply], { scheme: 'Key' });
    await key.ai.chat({ messages });
    expect(key.request().headers.authorization).toBe('Key test-key');
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([
      openaiFailure(401, 'Incorrect API key provided: test-key.', { code: 'invalid_api_key' }),
    ]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('a request', () => {
  it('switches the tools that Maritaca runs on, beside functions', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, tools: [sampleTool, { type: 'hosted', name: 'web_search' }], toolChoice: 'auto' });
    expect(vended.body()).toMatchObject({
      web_search: true,
      tools: [{ function: { name: 'clock' } }],
      tool_choice: 'auto',
    });
    await vended.ai.chat({ messages, tools: [{ type: 'hosted', name: 'data_ocean' }] });
    expect(vended.body()).toEqual({ model, messages: [{ role: 'user', content: 'Olá' }], data_ocean: true });
  });

  it('cannot name the tool that must be called', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: { name: 'clock' } });
    expect(vended.body()).toMatchObject({ tool_choice: 'required' });
    expect(warnings.map(({ feature }) => feature)).toEqual(['toolChoice']);
  });

  it('has documents as data', async () => {
    const extracted_files = [{ filename: 'a.pdf', text: 'Olá' }];
    await using vended = await serving([openaiAnswer({ content: 'Olá', beside: { extracted_files } }, 'stop').reply]);
    const source = { data: 'JVBE', mediaType: 'application/pdf' };
    const { meta } = await vended.ai.chat({ messages: [user([{ type: 'file', source, name: 'a.pdf' }])] });
    expect(vended.body()).toMatchObject({
      messages: [
        { content: [{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } }] },
      ],
    });
    expect(meta.vendor).toEqual({ extracted_files });
  });

  it('for JSON brings a schema, since there is no other way', async () => {
    await using vended = await serving([openaiAnswer({ content: '{}' }, 'stop').reply]);
    await vended.ai.chat({ messages, output: { type: 'json' }, serviceTier: 'flex' });
    expect(vended.body()).toMatchObject({ response_format: { type: 'json_schema' }, service_tier: 'flex' });
  });
});

describe('an answer', () => {
  it('may be of a kind with an underscore, with cached tokens', async () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 2,
      total_tokens: 12,
      prompt_tokens_details: { cached_tokens: 4 },
    };
    await using vended = await serving([
      { body: { ...(reply.body as object), object: 'chat_completion', usage, service_tier: 'flex' } },
    ]);
    expect(await vended.ai.chat({ messages })).toMatchObject({
      text: 'Olá',
      usage: { inputTokens: 10, inputDetails: { uncached: 6, cacheRead: 4 } },
      meta: { serviceTier: 'flex' },
    });
  });

  it('may hold its thoughts between tags', async () => {
    await using vended = await serving([openaiAnswer({ content: '<think>Hm.</think>Olá' }, 'stop').reply]);
    expect(await vended.ai.chat({ model: 'sabia-4-thinking', messages })).toMatchObject({
      text: 'Olá',
      reasoning: 'Hm.',
    });
  });

  it('may come over responses', async () => {
    await using vended = await serving([openaiResponse([openaiMessageItem('Olá')]).reply], { api: 'responses' });
    expect((await vended.ai.chat({ messages })).text).toBe('Olá');
    expect(vended.request().path).toBe('/api/v1/responses');
    expect(vended.body()).not.toHaveProperty('store');
  });
});

describe('the list of models', () => {
  it('says how long an answer may be', async () => {
    const row = {
      id: 'sabia-4',
      context_length: 128_000,
      top_provider: { context_length: 128_000, max_completion_tokens: 32_768 },
    };
    await using vended = await serving([{ body: { object: 'list', data: [row] } }]);
    expect((await vended.ai.models()).models).toMatchObject([
      { id: 'sabia-4', contextWindow: 128_000, maxOutput: 32_768 },
    ]);
  });
});
