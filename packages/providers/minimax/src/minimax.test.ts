// What MiniMax does otherwise, item by item of its documents.
import { inspect, pipeline, user } from '@kit/core';
import { failureOf, served, sseReply } from '@kit/testing';
import { anthropicAnswer } from '@kit/testing/anthropic-wire';
import { openaiAnswer } from '@kit/testing/openai-wire';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesOfHex } from './hex.ts';
import { minimax } from './index.ts';

const model = 'MiniMax-M3';
const messages = [user('Hi')];
const { reply } = anthropicAnswer({ text: 'Hello' }, 'end_turn');
const base_resp = { status_code: 0, status_msg: 'success' };
const serving = (answers: Parameters<typeof served>[1], more = {}) =>
  served((at) => minimax({ ...at, model, ...more }), answers);
const features = (warnings: readonly { readonly feature: string }[]) => warnings.map(({ feature }) => feature);

afterEach(() => void vi.unstubAllEnvs());

describe('a platform', () => {
  it.each([
    [{}, 'https://api.minimax.io/anthropic/v1/messages'],
    [{ region: 'china' }, 'https://api.minimaxi.com/anthropic/v1/messages'],
    [{ api: 'chat' }, 'https://api.minimax.io/v1/chat/completions'],
    [{ api: 'native' }, 'https://api.minimax.io/v1/text/chatcompletion_v2'],
  ] as const)('%o', async (options, url) => {
    expect(await inspect(minimax({ apiKey: 'test-key', model, ...options }), 'chat', { messages })).toMatchObject({
      url,
    });
  });

  it('may come from MINIMAX_BASE_URL', async () => {
    await using vended = await serving([reply]);
    vi.stubEnv('MINIMAX_BASE_URL', `${vended.server.url}/v1`);
    await using ai = pipeline(minimax({ apiKey: 'test-key', model }));
    await ai.chat({ messages });
    expect(vended.request().path).toBe('/v1/messages');
  });
});

describe('a key', () => {
  it('stands in the header of its wire', async () => {
    await using vended = await serving([reply, { body: { vectors: [[1]], base_resp } }]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers).toMatchObject({ 'x-api-key': 'test-key', 'anthropic-version': '2023-06-01' });
    await vended.ai.embed({ model: 'embo-01', input: 'a' });
    expect(vended.request().headers.authorization).toBe('Bearer test-key');
  });

  it('is asked for by the name of its variable', async () => {
    vi.stubEnv('MINIMAX_API_KEY', '');
    await using ai = pipeline(minimax({ model }));
    expect(await failureOf(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('MINIMAX_API_KEY'),
    });
  });

  it('that is wrong is told without being shown, inside of a 200', async () => {
    await using vended = await serving([{ body: { base_resp: { status_code: 2049, status_msg: 'invalid api key' } } }]);
    const error = await failureOf(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('invalid api key') });
    expect(JSON.stringify(error)).not.toContain('test-key');
  });

  it('of older times needs its group for everything but chat', async () => {
    await using vended = await serving([{ body: { vectors: [[1]], base_resp } }, reply], { groupId: '17' });
    await vended.ai.embed({ model: 'embo-01', input: 'a' });
    expect(String(vended.request().query)).toContain('GroupId=17');
    await vended.ai.chat({ messages });
    expect(String(vended.request().query)).not.toContain('GroupId');
    vi.stubEnv('MINIMAX_GROUP_ID', '18');
    const shown = await inspect(minimax({ apiKey: 'test-key' }), 'files', { action: 'list' });
    expect(shown.url).toContain('GroupId=18');
  });
});

describe("Anthropic's wire", () => {
  it('is not asked for what the vendor ignores', async () => {
    await using vended = await serving([reply]);
    const { warnings } = await vended.ai.chat({ messages, topK: 5, stop: ['a'], temperature: 0, topP: 0.5 });
    expect(features(warnings)).toEqual(['topK', 'stop', 'temperature']);
    expect(vended.body()).toMatchObject({ top_p: 0.5 });
    for (const field of ['top_k', 'stop_sequences', 'temperature']) expect(vended.body()).not.toHaveProperty(field);
  });

  it('thinks adaptively, or not at all, from M3 on', async () => {
    await using vended = await serving([reply, reply, reply]);
    await vended.ai.chat({ messages, reasoning: { effort: 'low' } });
    expect(vended.body()).toMatchObject({ thinking: { type: 'adaptive' } });
    await vended.ai.chat({ messages, reasoning: { effort: 'none' } });
    expect(vended.body()).toMatchObject({ thinking: { type: 'disabled' } });
    const { warnings } = await vended.ai.chat({ model: 'MiniMax-M2.7', messages, reasoning: { effort: 'none' } });
    expect(features(warnings)).toEqual(['reasoning.effort']);
    for (const field of ['thinking', 'output_config']) expect(vended.body()).not.toHaveProperty(field);
  });

  it('gets signatures back untouched', async () => {
    const said = { thinking: 'Hm.', signature: 'c2ln', text: 'Hello' };
    await using vended = await serving([anthropicAnswer(said, 'end_turn').reply, reply]);
    const { message } = await vended.ai.chat({ messages });
    await vended.ai.chat({ messages: [...messages, message, user('And?')] });
    expect(vended.body().messages).toMatchObject([
      {},
      { content: [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }, {}] },
      {},
    ]);
  });
});

describe("the vendor's own wire", () => {
  it('repeats the whole message at the end of a stream', async () => {
    const known = { id: 'abc', created: 1, model };
    await using vended = await serving(
      [
        sseReply(
          { ...known, object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Hel' } }] },
          {
            ...known,
            object: 'chat.completion.chunk',
            choices: [{ index: 0, delta: { content: 'lo' }, finish_reason: 'stop' }],
          },
          {
            ...known,
            object: 'chat.completion',
            choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
            usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
            base_resp,
          },
        ),
      ],
      { api: 'native' },
    );
    const { text, usage, finishReason } = await vended.ai.stream({ messages }).response;
    expect({ text, finishReason }).toEqual({ text: 'Hello', finishReason: 'stop' });
    expect(usage).toMatchObject({ inputTokens: 3, outputTokens: 2 });
  });

  it('fails inside of a stream that is none', async () => {
    await using vended = await serving([{ body: { base_resp: { status_code: 1008, status_msg: 'no balance' } } }], {
      api: 'native',
    });
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({ code: 'billing' });
  });
});

describe("OpenAI's wire", () => {
  it('tells thoughts in the text, or apart where that was asked for', async () => {
    const details = [{ type: 'reasoning.text', id: 'r1', format: 'MiniMax-response-v1', index: 0, text: 'Hm.' }];
    await using vended = await serving(
      [
        openaiAnswer({ content: '<think>Hm.</think>Two.' }, 'stop').reply,
        openaiAnswer({ content: 'Two.', more: { reasoning_details: details } }, 'stop').reply,
      ],
      { api: 'chat' },
    );
    expect(await vended.ai.chat({ messages })).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
    const split = await vended.ai.chat({ messages, vendor: { minimax: { reasoning_split: true } } });
    expect(vended.body()).toMatchObject({ reasoning_split: true });
    expect(split).toMatchObject({ text: 'Two.', reasoning: 'Hm.' });
  });
});

describe('hexadecimal text', () => {
  it('is bytes, or nothing', () => {
    expect(bytesOfHex('00fFa0')).toEqual(new Uint8Array([0, 255, 160]));
    expect(bytesOfHex('')).toEqual(new Uint8Array());
    expect(bytesOfHex('0')).toBeUndefined();
    expect(bytesOfHex('zz')).toBeUndefined();
  });
});

describe('speech', () => {
  it('may be a link', async () => {
    await using vended = await serving([
      { body: { data: { audio: 'https://cdn.example/a.mp3', status: 2 }, base_resp } },
    ]);
    const own = { output_format: 'url', audio_setting: { bitrate: 128_000 } };
    const { audio } = await vended.ai.speech({
      model: 's',
      input: 'Hi',
      voice: 'anna',
      format: 'mp3',
      vendor: { minimax: own },
    });
    expect(audio.url).toBe('https://cdn.example/a.mp3');
    expect(vended.body()).toMatchObject({ output_format: 'url', audio_setting: { format: 'mp3', bitrate: 128_000 } });
  });

  it('whose only frame has everything is heard once', async () => {
    await using vended = await serving([sseReply({ data: { audio: '0102', status: 2 }, base_resp })]);
    const { audio } = await vended.ai.speechStream({ model: 's', input: 'Hi', voice: 'anna' }).response;
    expect(audio.data).toEqual(new Uint8Array([1, 2]));
  });

  it('that ends without its last frame is broken', async () => {
    await using vended = await serving([sseReply({ data: { audio: '0102', status: 1 }, base_resp })]);
    const stream = vended.ai.speechStream({ model: 's', input: 'Hi', voice: 'anna' });
    expect(await failureOf(stream.response)).toMatchObject({ code: 'invalid-response' });
  });
});

describe('embeddings', () => {
  it('are of queries or of documents', async () => {
    await using vended = await serving([
      { body: { vectors: [[1]], base_resp } },
      { body: { vectors: [[1]], base_resp } },
    ]);
    await vended.ai.embed({ model: 'embo-01', input: 'a' });
    expect(vended.body()).toMatchObject({ texts: ['a'], type: 'db' });
    const { warnings } = await vended.ai.embed({ model: 'embo-01', input: 'a', inputType: 'clustering' });
    expect(features(warnings)).toEqual(['inputType']);
  });
});

describe('a voice', () => {
  it('that is not there is told', async () => {
    await using vended = await serving([{ body: { system_voice: [], base_resp } }]);
    expect(await failureOf(vended.ai.voices({ action: 'get', id: 'nobody' }))).toMatchObject({ code: 'not-found' });
  });

  it('cannot be deleted, and cannot be cloned of nothing', async () => {
    await using vended = await serving([reply]);
    expect(await failureOf(vended.ai.voices({ action: 'delete', id: 'x' }))).toMatchObject({ code: 'unsupported' });
    expect(await failureOf(vended.ai.voices({ action: 'clone', id: 'x' }))).toMatchObject({
      code: 'invalid-request',
      field: 'samples',
    });
  });
});
