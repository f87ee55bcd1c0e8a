// What Mistral does otherwise, item by item of its documents.
import { assistant, pipeline, type ToolResultPart, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiCall } from '@kit/testing/openai-wire';
import { mistralCallId } from '@kit/transformer-openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mistral } from './index.ts';

const model = 'mistral-large-latest';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => mistral({ ...at, model, ...more }), answers);
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: '7bfa9194c90e44c5a0efa6c6efa474cd',
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});

afterEach(() => void vi.unstubAllEnvs());

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('MISTRAL_API_KEY', '');
    await using ai = pipeline(mistral({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('MISTRAL_API_KEY'),
    });
  });

  it("of Codestral's host has a variable of its own", async () => {
    vi.stubEnv('CODESTRAL_API_KEY', '');
    vi.stubEnv('MISTRAL_API_KEY', '');
    await using ai = pipeline(mistral({ model, baseURL: 'https://codestral.mistral.ai/v1' }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('CODESTRAL_API_KEY');
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([{ status: 401, body: { message: 'Unauthorized', request_id: 'r-1' } }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: 'Mistral AI: Unauthorized' });
    expect(JSON.stringify(error)).not.toContain('test-key');
  });
});

describe('a request', () => {
  it('has no field that Mistral would answer with 422', async () => {
    await using vended = await serving([
      sseReply(
        chunk({ content: 'Hi' }),
        chunk({}, 'stop', { usage: { prompt_tokens: 5, completion_tokens: 2 } }),
        '[DONE]',
      ),
    ]);
    const { usage } = await vended.ai.stream({ messages: [{ role: 'user', name: 'Ann', content: 'Hi' }], seed: 7 })
      .response;
    expect(vended.body()).toEqual({
      model,
      messages: [{ role: 'user', content: 'Hi' }],
      random_seed: 7,
      stream: true,
    });
    expect(usage).toMatchObject({ inputTokens: 5, outputTokens: 2 });
  });

  it('says `any` for a tool that must be called, and names the tool with its result', async () => {
    await using vended = await serving([reply]);
    const call = { type: 'tool-call', id: 'call_1', name: 'clock', arguments: '{}', input: {} } as const;
    const result: ToolResultPart = { type: 'tool-result', toolCallId: 'call_1', toolName: 'clock', content: 'Noon.' };
    await vended.ai.chat({
      messages: [...messages, { role: 'assistant', content: [call] }, { role: 'tool', content: [result] }],
      tools: [sampleTool],
      toolChoice: 'required',
    });
    const id = mistralCallId('call_1');
    expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(vended.body()).toMatchObject({
      tool_choice: 'any',
      messages: [{}, { content: '', tool_calls: [{ id }] }, { role: 'tool', tool_call_id: id, name: 'clock' }],
    });
  });

  it('begins the answer where its last message does', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages: [...messages, assistant('Once')] });
    expect(vended.body()).toMatchObject({ messages: [{}, { role: 'assistant', content: 'Once', prefix: true }] });
    await vended.ai.chat({ messages: [...messages, assistant('Once'), user('And?')] });
    expect(vended.request().text()).not.toContain('prefix');
  });

  it('has documents and sound in parts of their own kind', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [
        user([
          { type: 'file', source: { url: 'https://example.com/a.pdf', mediaType: 'application/pdf' }, name: 'a' },
          { type: 'file', source: { fileId: 'f-1' } },
          { type: 'file', source: { data: 'JVBE', mediaType: 'application/pdf' } },
          { type: 'audio', source: { data: 'UklG', mediaType: 'audio/wav' } },
        ]),
      ],
    });
    expect(vended.body()).toMatchObject({
      messages: [
        {
          content: [
            { type: 'document_url', document_url: 'https://example.com/a.pdf', document_name: 'a' },
            { type: 'file', file_id: 'f-1' },
            { type: 'document_url', document_url: 'data:application/pdf;base64,JVBE' },
            { type: 'input_audio', input_audio: 'UklG' },
          ],
        },
      ],
    });
  });
});

describe('ids of calls', () => {
  it('of nine letters stay, others are always the same nine', () => {
    expect(mistralCallId('FI5qQGzDE')).toBe('FI5qQGzDE');
    expect(mistralCallId('toolu_01')).toBe(mistralCallId('toolu_01'));
    const ids = Array.from({ length: 5_000 }, (_, at) => mistralCallId(`call_${at}`));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-zA-Z0-9]{9}$/.test(id))).toBe(true);
  });

  it("of other vendors' models that Mistral hosts stay as they are", async () => {
    const call = { type: 'tool-call', id: 'chatcmpl-tool-9f', name: 'clock', arguments: '{}', input: {} } as const;
    await using vended = await serving([reply]);
    await vended.ai.chat({
      model: 'zai-glm-5-2',
      messages: [...messages, { role: 'assistant', content: [call] }, user('?')],
    });
    expect(vended.request().text()).toContain('chatcmpl-tool-9f');
  });
});

describe('a tool call', () => {
  it('may come whole in one delta without an index, its arguments as an object', async () => {
    const call = { id: 'FI5qQGzDE', function: { name: 'clock', arguments: { zone: 'Rome' } } };
    await using vended = await serving([sseReply(chunk({ tool_calls: [call] }, 'tool_calls'), '[DONE]')]);
    const { toolCalls, finishReason } = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(toolCalls).toMatchObject([{ id: 'FI5qQGzDE', name: 'clock', input: { zone: 'Rome' } }]);
    expect(finishReason).toBe('tool-calls');
  });

  it('may come in pieces whose later names are empty', async () => {
    const { id } = openaiCall('chatcmpl-tool-9f', 'Rome');
    const piece = (more: object, own: object = {}) =>
      chunk({ tool_calls: [{ index: 0, type: 'function', ...own, function: { name: '', arguments: '', ...more } }] });
    await using vended = await serving([
      sseReply(
        piece({ name: 'clock' }, { id }),
        piece({ arguments: '{"zone":' }),
        piece({ arguments: '"Rome"}' }),
        chunk({ content: '' }, 'tool_calls'),
        '[DONE]',
      ),
    ]);
    const { toolCalls } = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(toolCalls).toMatchObject([{ id, name: 'clock', arguments: '{"zone":"Rome"}' }]);
  });
});

describe('thoughts', () => {
  it('of Magistral are a prompt of the vendor', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ model: 'magistral-medium-latest', messages, reasoning: { effort: 'high' } });
    expect(vended.body()).toMatchObject({ prompt_mode: 'reasoning' });
    await vended.ai.chat({ model: 'magistral-medium-latest', messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ prompt_mode: null });
  });

  it('are not asked of models that have none', async () => {
    await using vended = await serving([reply, reply]);
    const { warnings } = await vended.ai.chat({ messages, reasoning: { effort: 'high' } });
    expect(warnings.map(({ feature }) => feature)).toEqual(['reasoning.effort']);
    await vended.ai.chat({ model: 'mistral-small-2603', messages, reasoning: { effort: 'low' } });
    expect(vended.body()).toMatchObject({ reasoning_effort: 'low' });
  });
});

describe('limits', () => {
  it('are of the minute, of requests, tokens and seconds of sound', async () => {
    const headers = {
      'x-ratelimit-limit-req-minute': '360',
      'x-ratelimit-remaining-req-minute': '359',
      'x-ratelimit-remaining-tokens-minute': '199743',
      'x-ratelimit-tokens-query-cost': '257',
      'x-ratelimit-remaining-req-10-second': '3',
      'x-ratelimitbysize-remaining-month': '7',
    };
    await using vended = await serving([{ ...reply, headers }]);
    const { meta } = await vended.ai.chat({ messages });
    expect(meta.rateLimit?.limits).toEqual([
      { name: 'requests', window: 'minute', limit: 360, remaining: 359 },
      { name: 'tokens', window: 'minute', remaining: 199_743 },
      { name: 'requests', window: '10-second', remaining: 3 },
      { name: 'tokens', window: 'month', remaining: 7 },
    ]);
  });
});

describe('other operations', () => {
  it('name the size and the kind of vectors in their own words', async () => {
    await using vended = await serving([{ body: { data: [{ index: 0, embedding: [1, -1] }] } }]);
    await vended.ai.embed({ model: 'codestral-embed', input: 'a', dimensions: 2, encoding: 'int8' });
    expect(vended.body()).toEqual({
      model: 'codestral-embed',
      input: ['a'],
      output_dimension: 2,
      output_dtype: 'int8',
    });
  });

  it('read pictures and uploaded documents too', async () => {
    const pages = { body: { pages: [{ index: 0, markdown: 'x' }], document_annotation: '{"a":1}' } };
    await using vended = await serving([pages, pages]);
    await vended.ai.parse({ model: 'mistral-ocr-latest', source: { url: 'https://example.com/a.PNG?x=1' } });
    expect(vended.body()).toMatchObject({
      document: { type: 'image_url', image_url: 'https://example.com/a.PNG?x=1' },
    });
    const { meta } = await vended.ai.parse({ model: 'mistral-ocr-latest', source: { fileId: 'f-1' } });
    expect(vended.body()).toMatchObject({ document: { type: 'file', file_id: 'f-1' } });
    expect(meta.vendor).toMatchObject({ document_annotation: '{"a":1}' });
  });

  it('take recordings by link, with speakers and words that help', async () => {
    await using vended = await serving([{ body: { text: 'Hello.', segments: [] } }]);
    await vended.ai.transcribe({
      model: 'voxtral-mini-latest',
      audio: { url: 'https://example.com/a.mp3' },
      diarize: true,
      keywords: ['Kit'],
      timestamps: 'word',
    });
    const form = vended.request().text();
    for (const field of ['file_url', 'diarize', 'context_bias[]', 'timestamp_granularities[]'])
      expect(form).toContain(`name="${field}"`);
    expect(form).not.toContain('response_format');
  });

  it('have one model for a whole batch', async () => {
    await using vended = await serving([{ body: { id: 'file-1' } }]);
    const requests = [
      { id: 'a', request: { messages } },
      { id: 'b', request: { messages, model: 'mistral-small-latest' } },
    ];
    expect(await failureOf(vended.ai.batch({ requests }))).toMatchObject({
      code: 'invalid-request',
      field: 'requests',
    });
  });

  it('write batches as lines without a model, which stands on the job', async () => {
    await using vended = await serving([{ body: { id: 'file-1' } }, { body: { id: 'job-1', status: 'QUEUED' } }]);
    await vended.ai.batch({ requests: [{ id: 'a', request: { messages } }] });
    expect(vended.request(0).text()).toContain(
      '{"custom_id":"a","body":{"messages":[{"role":"user","content":"Hi"}]}}',
    );
    expect(vended.body(1)).toEqual({ input_files: ['file-1'], endpoint: '/v1/chat/completions', model });
  });

  it('say what models can do', async () => {
    const card = {
      id: 'mistral-small-latest',
      max_context_length: 262_144,
      aliases: ['mistral-small-2603'],
      deprecation: '2027-01-01',
      capabilities: { completion_chat: true, function_calling: true, reasoning: true, vision: false },
    };
    await using vended = await serving([{ body: { data: [card] } }]);
    expect((await vended.ai.models()).models).toMatchObject([
      {
        id: card.id,
        kind: 'chat',
        contextWindow: 262_144,
        capabilities: ['tools', 'reasoning'],
        deprecated: '2027-01-01',
      },
    ]);
  });

  it('get, clone and delete voices', async () => {
    const voice = { id: 'v-1', name: 'Ann' };
    await using vended = await serving([{ body: voice }, { body: voice }, { body: {} }]);
    expect((await vended.ai.voices({ action: 'get', id: 'v-1' })).voices).toEqual([voice]);
    const sample = { data: new Uint8Array([1, 2, 3]), mediaType: 'audio/wav' };
    await vended.ai.voices({ action: 'clone', name: 'Ann', samples: [sample] });
    expect(vended.body()).toEqual({ name: 'Ann', sample_audio: 'AQID' });
    await vended.ai.voices({ action: 'delete', id: 'v-1' });
    expect(vended.request()).toMatchObject({ method: 'DELETE', path: '/audio/voices/v-1' });
  });
});
