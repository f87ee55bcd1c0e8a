// What AI21 does otherwise, item by item of its documents.
import { pipeline, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { openaiAnswer, openaiCall } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ai21 } from './index.ts';

const model = 'jamba-large';
const messages = [user('Hi')];
const { reply } = openaiAnswer({ content: 'Hello' }, 'stop');
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => ai21({ ...at, model, ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it('is the host alone, or has its prefix', async () => {
    await using host = await serving([reply]);
    await host.ai.chat({ messages });
    expect(host.request().path).toBe('/studio/v1/chat/completions');
    await using whole = await served((at) => ai21({ ...at, model }), [reply], { path: '/proxy/v1' });
    await whole.ai.chat({ messages });
    expect(whole.request().path).toBe('/proxy/v1/chat/completions');
  });

  it("may come from the variables of the vendor's clients", async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('AI21_API_HOST', vended.server.url);
    vi.stubEnv('AI21_API_VERSION', 'v2');
    await using ai = pipeline(ai21({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/studio/v2/chat/completions');
  });
});

describe('a key', () => {
  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('AI21_API_KEY', '');
    await using ai = pipeline(ai21({ model }));
    expect((await failureOf(ai.chat({ messages }))).message).toContain('AI21_API_KEY');
  });

  it('that is wrong is told without being shown, also as a health that is down', async () => {
    const refused = { status: 401, body: { detail: 'Forbidden: Bad or missing API token.' } };
    await using vended = await serving([refused, refused]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: 'AI21 Labs: Forbidden: Bad or missing API token.' });
    expect(JSON.stringify(error)).not.toContain('test-key');
    expect(await vended.ai.health()).toMatchObject({ status: 'down' });
    expect(vended.request().path).toBe('/studio/v1/library/files');
  });
});

describe('a request', () => {
  it('has its parts joined to one text, and the system message first', async () => {
    await using vended = await serving([reply]);
    await vended.ai.chat({
      messages: [
        user([
          { type: 'text', text: 'One' },
          { type: 'text', text: 'Two' },
        ]),
        { role: 'system', content: 'Be kind.' },
      ],
    });
    expect(vended.body()).toEqual({
      model,
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'One\nTwo' },
      ],
    });
  });

  it('may bring documents', async () => {
    await using vended = await serving([reply]);
    const documents = [{ content: 'The sky is blue.', metadata: { source: 'a' } }];
    await vended.ai.chat({ messages, vendor: { ai21: { documents } } });
    expect(vended.body()).toMatchObject({ documents });
  });

  it('offers no tools where none may be called', async () => {
    await using vended = await serving([reply, reply]);
    await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: 'none' });
    expect(vended.request().text()).not.toContain('tool');
    const { warnings } = await vended.ai.chat({ messages, tools: [sampleTool], toolChoice: 'required' });
    expect(vended.body()).toHaveProperty('tools');
    expect(warnings.map(({ feature }) => feature)).toEqual(['toolChoice']);
  });
});

describe('an answer', () => {
  it('may lack its kind, its time and its model', async () => {
    const body = {
      id: 'test-id',
      choices: [{ message: { role: 'assistant', content: 'Hi' }, index: 0 }],
      meta: { requestDurationMillis: 5 },
    };
    await using vended = await serving([{ body }]);
    const { text, finishReason } = await vended.ai.chat({ messages });
    expect({ text, finishReason }).toEqual({ text: 'Hi', finishReason: 'stop' });
  });

  it('may say inside its message why it ended', async () => {
    const message = { role: 'assistant', content: '1, 2', finish_reason: 'length' };
    await using vended = await serving([{ body: { id: 'x', choices: [{ index: 0, message }] } }]);
    expect((await vended.ai.chat({ messages })).finishReason).toBe('length');
  });

  it('has its usage in the last chunk', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    await using vended = await serving([
      sseReply(
        { id: 'x', choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }] },
        { id: 'x', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] },
        { id: 'x', choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop' }], usage },
        '[DONE]',
      ),
    ]);
    const response = await vended.ai.stream({ messages }).response;
    expect(vended.body()).toMatchObject({ stream: true });
    expect(vended.body()).not.toHaveProperty('stream_options');
    expect(response).toMatchObject({ text: 'Hi', usage: { inputTokens: 5, outputTokens: 2 } });
  });

  it('with tools comes whole, and is handed out as a stream', async () => {
    await using vended = await serving([openaiAnswer({ calls: [openaiCall('call_1', 'Rome')] }, 'tool_calls').reply]);
    const { toolCalls } = await vended.ai.stream({ messages, tools: [sampleTool] }).response;
    expect(vended.body()).not.toHaveProperty('stream');
    expect(toolCalls).toMatchObject([{ id: 'call_1', input: { zone: 'Rome' } }]);
  });
});

describe('files', () => {
  it('are listed page by page', async () => {
    const page = Array.from({ length: 100 }, (_, at) => ({ id: `f-${at}` }));
    await using vended = await serving([{ body: page }, { body: [{ id: 'last' }] }]);
    const { files } = await vended.ai.files({ action: 'list' });
    expect(files).toHaveLength(101);
    expect(vended.request().query.get('offset')).toBe('100');
  });

  it('cannot be fetched again', async () => {
    await using vended = await serving([reply]);
    expect(await failureOf(vended.ai.files({ action: 'content', id: 'f-1' }))).toMatchObject({ code: 'unsupported' });
  });
});
