// What Azure does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { azure } from './index.ts';

const model = 'my-chat';
const messages = [user('Hi')];
const { reply, stream } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => azure({ ...at, model, ...more }), answers);
const shown = (options: object) => inspect(azure({ apiKey: 'test-key', model, ...options }), 'chat', { messages });
const urlOf = async (options: object) => (await shown(options)).url;

afterEach(() => void vi.unstubAllEnvs());

describe('a resource', () => {
  it('is reached over the API without versions, unless a date is named', async () => {
    expect(await urlOf({ resource: 'res' })).toBe('https://res.openai.azure.com/openai/v1/chat/completions');
    expect(await urlOf({ resource: 'res', apiVersion: 'preview' })).toBe(
      'https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview',
    );
    expect(await urlOf({ resource: 'res', apiVersion: '2024-10-21' })).toBe(
      'https://res.openai.azure.com/openai/deployments/my-chat/chat/completions?api-version=2024-10-21',
    );
  });

  it('may be an address: of other hosts, of a project, with the prefix', async () => {
    expect(await urlOf({ endpoint: 'https://res.cognitiveservices.azure.com/' })).toBe(
      'https://res.cognitiveservices.azure.com/openai/v1/chat/completions',
    );
    expect(await urlOf({ endpoint: 'https://res.openai.azure.com/openai/v1/', apiVersion: '2024-10-21' })).toBe(
      'https://res.openai.azure.com/openai/v1/chat/completions',
    );
    expect(await urlOf({ endpoint: 'https://res.services.ai.azure.com/api/projects/p1' })).toBe(
      'https://res.services.ai.azure.com/api/projects/p1/openai/v1/chat/completions',
    );
    expect(await urlOf({ resource: 'res', project: 'p1' })).toBe(
      'https://res.services.ai.azure.com/api/projects/p1/openai/v1/chat/completions',
    );
  });

  it('comes from the environment, and has to come from somewhere', async () => {
    vi.stubEnv('AZURE_OPENAI_ENDPOINT', 'https://env.openai.azure.com');
    vi.stubEnv('OPENAI_API_VERSION', '2024-10-21');
    expect(await urlOf({})).toContain('https://env.openai.azure.com/openai/deployments/my-chat/');
    vi.stubEnv('AZURE_OPENAI_ENDPOINT', '');
    expect(() => azure()).toThrow(/AZURE_OPENAI_ENDPOINT/);
  });

  it.each(['evil.com/', 'a.b', 'res@evil', '-res', 'a'.repeat(64)])('is one word of a host: %s is none', (resource) => {
    expect(() => azure({ resource })).toThrow(/resource/);
  });

  it('has responses without a deployment in the path', async () => {
    expect(await urlOf({ resource: 'res', api: 'responses', apiVersion: '2025-04-01-preview' })).toBe(
      'https://res.openai.azure.com/openai/responses?api-version=2025-04-01-preview',
    );
  });

  it('has Claude and Cohere at places of their own', async () => {
    const { url, headers } = await shown({ resource: 'res', api: 'messages', model: 'claude-haiku-4-5' });
    expect(url).toBe('https://res.services.ai.azure.com/anthropic/v1/messages');
    expect(headers).toHaveProperty('x-api-key');
    expect(headers).not.toHaveProperty('api-key');
    const ranking = azure({ apiKey: 'k', resource: 'res' });
    expect((await inspect(ranking, 'rerank', { model: 'r', query: 'q', documents: ['a'] })).url).toBe(
      'https://res.services.ai.azure.com/providers/cohere/v2/rerank',
    );
  });

  it('has the places of editing and translating in the deployment too', async () => {
    await using vended = await serving([{ body: { text: 'Hello' } }], { apiVersion: '2024-10-21' });
    const audio = new Uint8Array([1]);
    await vended.ai.transcribe({ model: 'my-whisper', audio, mediaType: 'audio/wav', translate: true });
    expect(vended.request().path).toBe('/deployments/my-whisper/audio/translations');
  });
});

describe('a key', () => {
  it('has a header of its own, and nothing else is sent', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers['api-key']).toBe('test-key');
    expect(vended.request().headers).not.toHaveProperty('authorization');
  });

  it('is asked for by the names of its variables', async () => {
    for (const name of ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY', 'AZURE_CLIENT_SECRET', 'IDENTITY_ENDPOINT'])
      vi.stubEnv(name, '');
    await using ai = pipeline(azure({ resource: 'res', model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('AZURE_OPENAI_API_KEY'),
    });
  });
});

describe('the model behind a deployment', () => {
  it('is not guessed from its name: what is asked for is sent', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ model: 'gpt-5.2', messages, temperature: 0.5 });
    expect(warnings).toEqual([]);
    expect(vended.body()).toMatchObject({ temperature: 0.5 });
  });

  it('that is named decides what is sent', async () => {
    const deployments = { 'my-chat': 'gpt-5.2', 'my-grok': 'grok-4' };
    await using vended = await serving([reply, reply], { deployments });
    const { warnings } = await vended.ai.chat({
      messages: [{ role: 'system', content: 'Be brief.' }, ...messages],
      temperature: 0.5,
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['temperature']);
    expect(vended.body()).toMatchObject({ messages: [{ role: 'developer' }, {}] });
    await vended.ai.chat({ model: 'my-grok', messages, maxTokens: 9 });
    expect(vended.body()).toMatchObject({ max_tokens: 9 });
  });
});

describe('usage of streams', () => {
  it('is not asked for where the version does not know it, nor beside data of one’s own', async () => {
    await using old = await serving([stream], { apiVersion: '2024-02-01' });
    await old.ai.stream({ messages, maxTokens: 9 }).response;
    expect(old.body()).not.toHaveProperty('stream_options');
    expect(old.body()).toMatchObject({ max_tokens: 9 });
    await using vended = await serving([stream, stream]);
    await vended.ai.stream({ messages }).response;
    expect(vended.body()).toMatchObject({ stream_options: { include_usage: true } });
    await vended.ai.stream({ messages, vendor: { azure: { data_sources: [{ type: 'azure_search' }] } } }).response;
    expect(vended.body()).not.toHaveProperty('stream_options');
  });
});

describe('the filter', () => {
  const results = { hate: { filtered: true, severity: 'high' } };

  it('may end an answer that has been shown', async () => {
    const chunk = (delta: object, more: object = {}) => ({
      id: 'c',
      choices: [{ index: 0, delta, finish_reason: null, ...more }],
    });
    await using vended = await serving([
      sseReply(
        chunk({ content: 'Bad' }, { content_filter_results: {} }),
        chunk({}, { finish_reason: 'content_filter', content_filter_results: results }),
        '[DONE]',
      ),
    ]);
    const { text, finishReason, meta } = await vended.ai.stream({ messages }).response;
    expect({ text, finishReason }).toEqual({ text: 'Bad', finishReason: 'content-filter' });
    expect(meta.vendor).toMatchObject({ content_filter_results: results });
  });
});

describe('data of one’s own', () => {
  it('is cited', async () => {
    const context = {
      intent: '[]',
      citations: [{ title: 'Doc', url: 'https://x.example/d', content: 'The sky is blue.' }],
    };
    await using vended = await serving([openaiAnswer({ content: 'Blue.', more: { context } }, 'stop').reply]);
    const { citations } = await vended.ai.chat({ messages });
    expect(citations).toMatchObject([{ title: 'Doc', url: 'https://x.example/d', quote: 'The sky is blue.' }]);
  });
});

describe('a deployment that is not there', () => {
  it('is told with what was asked for', async () => {
    const failure = { status: 404, body: { error: { code: '404', message: 'Resource not found' } } };
    await using vended = await serving([failure], { apiVersion: '2024-10-21' });
    const { code, message } = await failureOf(vended.ai.chat({ messages }));
    expect(code).toBe('not-found');
    expect(message).toContain('api-version 2024-10-21');
  });
});

describe('limits', () => {
  it('say in words how long to wait, where no header does', async () => {
    const failure = (headers: Record<string, string>) => ({
      status: 429,
      headers,
      body: {
        error: { code: '429', message: 'Requests have exceeded call rate limit. Please retry after 6 seconds.' },
      },
    });
    await using vended = await serving([failure({}), failure({ 'retry-after-ms': '250' })]);
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code: 'rate-limit', retryAfterMs: 6_000 });
    expect(await failureOf(vended.ai.chat({ messages }))).toMatchObject({ code: 'rate-limit', retryAfterMs: 250 });
  });

  it('are what is left of requests and tokens', async () => {
    const headers = { 'x-ratelimit-remaining-requests': '4999', 'x-ratelimit-remaining-tokens': '4999500' };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toMatchObject([
      { name: 'requests', remaining: 4999 },
      { name: 'tokens', remaining: 4_999_500 },
    ]);
  });
});
