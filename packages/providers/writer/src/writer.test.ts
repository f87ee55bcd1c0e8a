// What Writer does otherwise, item by item of its documents.
import { pipeline, user } from '@kit/core';
import { failureOf, sampleSchema, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiFailure } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writer } from './index.ts';

const model = 'palmyra-x5';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => writer({ ...at, model, ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it("is the host alone, as the vendor's own clients take it, or has its prefix", async () => {
    await using host = await serving([reply]);
    await host.ai.chat({ messages });
    expect(host.request().path).toBe('/v1/chat');
    await using whole = await served((at) => writer({ ...at, model }), [reply], { path: '/proxy/v1' });
    await whole.ai.chat({ messages });
    expect(whole.request().path).toBe('/proxy/v1/chat');
  });

  it('may come from WRITER_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('WRITER_BASE_URL', vended.server.url);
    await using ai = pipeline(writer({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/v1/chat');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('WRITER_API_KEY', '');
    await using ai = pipeline(writer({ model }));
    const error = await failureOf(ai.chat({ messages }));
    expect(error.code).toBe('authentication');
    expect(error.message).toContain('WRITER_API_KEY');
  });

  it('that is wrong is told as such, and never shown', async () => {
    await using vended = await serving([openaiFailure(401, 'Unknown key test-key.')]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
    expect(error).toMatchObject({ code: 'authentication', status: 401 });
    expect(error.message).not.toContain('test-key');
  });
});

describe('a stream', () => {
  const chunk = (content: string | null, finish: string | null = null, more: object = {}) => {
    const said = { role: 'assistant', content, tool_calls: null, graph_data: { sources: null, status: null }, ...more };
    return { id: 'c-1', model, choices: [{ index: 0, finish_reason: finish, message: said, delta: said }] };
  };

  it('says every piece twice, as message and delta, and ends without a marker', async () => {
    const usage = {
      prompt_tokens: 5,
      completion_tokens: 2,
      total_tokens: 7,
      prompt_token_details: { cached_tokens: 1 },
    };
    await using vended = await serving([
      sseReply(chunk(null), chunk('Hel'), chunk('lo'), chunk(null, 'stop'), { id: 'c-1', choices: [], usage }),
    ]);
    const answer = await vended.ai.stream({ messages }).response;
    expect(vended.body().stream_options).toEqual({ include_usage: true });
    expect(answer).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      usage: { inputTokens: 5, outputTokens: 2, inputDetails: { uncached: 4, cacheRead: 1 } },
    });
  });

  it('that breaks before its finish reason is no answer', async () => {
    await using vended = await serving([sseReply(chunk('Hel'))]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({
      code: 'invalid-response',
      partial: { text: 'Hel' },
    });
  });

  it('names a tool first, without arguments, and tells its sources once', async () => {
    const call = (fields: object) => ({ tool_calls: [{ index: 0, ...fields }] });
    const graph = { graph_data: { status: 'processing', sources: [{ file_id: 'f-1', snippet: 'Noon.' }] } };
    await using vended = await serving([
      sseReply(
        chunk(null, null, call({ id: 'c-9', type: 'function', function: { name: 'clock', arguments: null } })),
        chunk(null, null, { ...call({ function: { arguments: '{"zone":' } }), ...graph }),
        chunk(null, null, { ...call({ function: { arguments: '"Rome"}' } }), ...graph }),
        chunk(null, 'tool_calls'),
      ),
    ]);
    const answer = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(answer.toolCalls).toMatchObject([{ id: 'c-9', name: 'clock', input: { zone: 'Rome' } }]);
    expect(answer.citations).toMatchObject([{ documentId: 'f-1', quote: 'Noon.' }]);
  });
});

describe('a request', () => {
  it('has a schema where JSON of any form is wanted, and words where a model knows neither', async () => {
    await using vended = await serving([reply, reply, reply]);
    await vended.ai.chat({ messages, output: { type: 'json' } });
    expect(vended.body().response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { schema: { type: 'object' } },
    });
    await vended.ai.chat({ messages, output: { type: 'json-schema', name: 'place', schema: sampleSchema } });
    expect(vended.body().response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'place', schema: sampleSchema },
    });
    const old = await vended.ai.chat({
      model: 'palmyra-med',
      messages,
      output: { type: 'json-schema', name: 'place', schema: sampleSchema },
    });
    expect(vended.body()).not.toHaveProperty('response_format');
    expect(old.warnings.map(({ feature }) => feature)).toEqual(['output.schema']);
  });

  it('has pictures for X5 alone', async () => {
    await using vended = await serving([reply]);
    const picture = { type: 'image', source: { url: 'https://example.com/a.png' } } as const;
    const answer = await vended.ai.chat({
      model: 'palmyra-x4',
      messages: [user([picture, { type: 'text', text: 'What?' }])],
    });
    expect(answer.warnings.length).toBeGreaterThan(0);
  });

  it('has one type of built-in tool', async () => {
    await using vended = await serving([reply, reply]);
    const graph = { type: 'hosted', name: 'graph', options: { function: { graph_ids: ['g'] } } } as const;
    const search = {
      type: 'hosted',
      name: 'web_search',
      options: { function: { include_domains: ['a.example'] } },
    } as const;
    await vended.ai.chat({ messages, tools: [graph, sampleTool] });
    expect(vended.body().tools).toMatchObject([
      { type: 'graph', function: { graph_ids: ['g'] } },
      { type: 'function' },
    ]);
    const error = await failureOf(vended.ai.chat({ messages, tools: [graph, search] }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'tools' });
  });

  it('forces a tool in the plain form', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: { name: 'clock' } });
    expect(vended.body().tool_choice).toEqual({ type: 'function', function: { name: 'clock' } });
  });
});

describe('files', () => {
  it('are sent as they are, with their name in a header', async () => {
    await using vended = await serving([{ body: { id: 'file-1', name: 'a', status: 'in_progress' } }]);
    const { file } = await vended.ai.files({
      action: 'upload',
      data: new Uint8Array([1, 2]),
      mediaType: 'application/pdf',
      name: 'Ünder "x".pdf',
    });
    const { headers, body } = vended.request();
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['content-disposition']).toBe('attachment; filename="_nder _x_.pdf"');
    expect([...body]).toEqual([1, 2]);
    expect(file.status).toBe('processing');
  });

  it('are parsed where they lie: anything else is refused', async () => {
    await using vended = await serving([{ body: { content: '# Notes' } }]);
    const { text } = await vended.ai.parse({ source: { fileId: 'file-1' } });
    expect(text).toBe('# Notes');
    expect(vended.request().path).toBe('/v1/tools/pdf-parser/file-1');
    const error = await failureOf(vended.ai.parse({ source: { url: 'https://example.com/a.pdf' } }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'source' });
  });
});

describe('a failure', () => {
  it('has its words in a list', async () => {
    const errors = [
      { description: 'n must be at most 8.', key: 'n', extras: null },
      { description: 'And so on.', key: 'm', extras: null },
    ];
    await using vended = await serving([{ status: 422, body: { tpe: 'fail', errors, extras: null } }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error.code).toBe('invalid-request');
    expect(error.message).toContain('n must be at most 8. And so on.');
  });
});
