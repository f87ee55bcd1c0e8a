// What Perplexity does otherwise, item by item of its documents.
import { assistant, pipeline, user } from '@kit/core';
import { failureOf, served, sseReply } from '@kit/testing';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { perplexity } from './index.ts';

const model = 'sonar';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => perplexity({ ...at, model, ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it('is asked for by the names of its variables', async () => {
    vi.stubEnv('PERPLEXITY_API_KEY', '');
    vi.stubEnv('PPLX_API_KEY', '');
    vi.stubEnv('PERPLEXITYAI_API_KEY', '');
    await using ai = pipeline(perplexity({ model }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('PERPLEXITY_API_KEY');
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([
      { status: 401, headers: { 'content-type': 'text/html' }, text: '<html>401</html>' },
    ]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('an address', () => {
  it('may come from PERPLEXITY_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('PERPLEXITY_BASE_URL', vended.server.url);
    await using ai = pipeline(perplexity({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/chat/completions');
  });
});

describe('a conversation', () => {
  it('has its system messages first, and turns that alternate', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [
        user('One'),
        user('Two'),
        { role: 'system', content: 'Be kind.' },
        assistant('Three'),
        user('Four'),
        user([{ type: 'text', text: 'Five' }]),
      ],
    });
    const { messages: sent } = vended.body() as { messages: { role: string }[] };
    expect(sent.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(JSON.stringify(sent)).toMatch(/One.*Two.*Three.*Four.*Five/);
  });

  it('has documents as links, or as base64 without a prefix', async () => {
    await using vended = await serving([reply]);
    const mediaType = 'application/pdf';
    await vended.ai.chat({
      messages: [
        user([
          { type: 'file', source: { url: 'https://example.com/a.pdf', mediaType }, name: 'a.pdf' },
          { type: 'file', source: { data: 'JVBE', mediaType } },
          { type: 'file', source: { url: 'data:application/pdf;base64,JVBE', mediaType } },
        ]),
      ],
    });
    expect(vended.body()).toMatchObject({
      messages: [
        {
          content: [
            { type: 'file_url', file_url: { url: 'https://example.com/a.pdf' }, file_name: 'a.pdf' },
            { type: 'file_url', file_url: { url: 'JVBE' } },
            { type: 'file_url', file_url: { url: 'JVBE' } },
          ],
        },
      ],
    });
  });
});

describe('a request', () => {
  it('asks for JSON by a schema, since there is no other way', async () => {
    await using vended = await serving([openaiAnswer({ content: '{"a":1}' }, 'stop').reply]);
    await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(vended.body()).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
    });
  });

  it('says how to search in its own words', async () => {
    await using vended = await serving([reply]);
    const options = { search_mode: 'academic', web_search_options: { search_context_size: 'high' } } as const;
    await vended.ai.chat({ messages, topK: 5, vendor: { perplexity: options } });
    expect(vended.body()).toMatchObject({ ...options, top_k: 5 });
    expect(vended.body()).not.toHaveProperty('stream_options');
  });

  it('has an effort only where the model reasons', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages, reasoning: { effort: 'high' } });
    expect(warnings.map(({ feature }) => feature)).toEqual(['reasoning.effort']);
  });
});

describe('a stream', () => {
  const event = (object: string, more: object) => ({ id: 'x', model, object, ...more });

  it('may be concise: then the last words alone bring usage and sources', async () => {
    await using vended = await serving([
      sseReply(
        event('chat.reasoning', { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
        event('chat.completion.chunk', { choices: [{ index: 0, delta: { content: 'Hello' } }] }),
        event('chat.completion.done', {
          choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
          usage: { prompt_tokens: 1, completion_tokens: 2, num_search_queries: 3 },
          citations: ['https://example.com/a'],
        }),
        '[DONE]',
      ),
    ]);
    const { text, citations, usage } = await vended.ai.stream({ messages }).response;
    expect({ text, citations }).toEqual({ text: 'Hello', citations: [{ url: 'https://example.com/a' }] });
    expect(usage).toMatchObject({ outputTokens: 2, units: { searches: 3 } });
  });

  it('that ends before its last word is cut', async () => {
    await using vended = await serving([
      sseReply(event('chat.completion.chunk', { choices: [{ index: 0, delta: { content: 'Hel' } }] })),
    ]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({ code: 'invalid-response' });
  });
});

describe('agents', () => {
  it('may be asked by a preset, without a model', async () => {
    const body = {
      id: 'r',
      status: 'completed',
      model: 'openai/gpt-6',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Found.' }] }],
    };
    await using vended = await served((at) => perplexity({ ...at, api: 'responses' }), [{ body }]);
    const { text } = await vended.ai.chat({ messages, vendor: { perplexity: { preset: 'pro-search' } } });
    expect(text).toBe('Found.');
    expect(vended.request().path).toBe('/v1/responses');
    expect(vended.body()).toMatchObject({ preset: 'pro-search' });
    expect(vended.body()).not.toHaveProperty('model');
  });
});

describe('vectors', () => {
  it('may be bits', async () => {
    await using vended = await serving([{ body: { data: [{ index: 0, embedding: 'gAE=' }] } }]);
    const { embeddings } = await vended.ai.embed({ model: 'pplx-embed-v1-4b', input: 'x', encoding: 'ubinary' });
    expect(vended.body()).toMatchObject({ encoding_format: 'base64_binary' });
    expect(embeddings).toEqual([[128, 1]]);
  });
});

describe('an asynchronous chat', () => {
  it('that fails says why', async () => {
    await using vended = await serving([
      { body: { id: 'a', status: 'FAILED', error_message: 'Too hard.', failed_at: 2 } },
    ]);
    const job = await vended.ai.perplexityAsync({ attach: 'a' });
    expect(await failureOf(job.wait())).toMatchObject({ code: 'server', message: 'Perplexity: Too hard.' });
  });

  it('needs a model', async () => {
    await using vended = await served((at) => perplexity(at), [reply]);
    expect(await failureOf(vended.ai.perplexityAsync({ messages }))).toMatchObject({
      code: 'invalid-request',
      field: 'model',
    });
  });
});

describe('a search', () => {
  it('may be of several questions', async () => {
    const page = (name: string) => ({ url: `https://example.com/${name}` });
    await using vended = await serving([{ body: { id: 's', results: [[page('a')], [page('b')]] } }]);
    const { results } = await vended.ai.perplexitySearch({ query: ['x', 'y'] });
    expect(results).toEqual([page('a'), page('b')]);
    expect(await failureOf(vended.ai.perplexitySearch({ query: '' }))).toMatchObject({ field: 'query' });
  });
});
