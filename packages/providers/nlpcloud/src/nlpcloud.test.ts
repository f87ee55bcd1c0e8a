// What NLP Cloud does otherwise, item by item of its documents.
import { assistant, inspect, pipeline, system, user } from '@kit/core';
import { failureOf, sampleTool, served, sseReply } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type NlpcloudOptions, nlpcloud } from './index.ts';

const model = 'finetuned-llama-3-70b';
const messages = [user('Hi')];
const hello = { body: { response: 'Hello', history: [] } };
type Answers = Parameters<typeof served>[1];
const serving = (answers: Answers, more: NlpcloudOptions = {}) =>
  served((at) => nlpcloud({ ...at, model, pollMs: 1, ...more }), answers, { path: '/v1' });

afterEach(() => void vi.unstubAllEnvs());

describe('an address', () => {
  it.each([
    [{}, '/v1/gpu/finetuned-llama-3-70b/chatbot'],
    [{ gpu: false }, '/v1/finetuned-llama-3-70b/chatbot'],
    [{ language: 'fra_Latn' }, '/v1/gpu/fra_Latn/finetuned-llama-3-70b/chatbot'],
    [{ language: 'eng_Latn' }, '/v1/gpu/finetuned-llama-3-70b/chatbot'],
    [{ language: 'fra_Latn', async: true }, '/v1/gpu/async/fra_Latn/finetuned-llama-3-70b/chatbot'],
    [{ model: 'custom-model/42' }, '/v1/gpu/custom-model/42/chatbot'],
  ] as const)('has its segments in order: %j', async (options, path) => {
    await using ai = pipeline(nlpcloud({ apiKey: 'test-key', model, ...options }));
    expect((await inspect(ai, 'chat', { messages })).url).toBe(`https://api.nlpcloud.io${path}`);
  });

  it('of embeddings and tasks has no GPU unless it is asked for', async () => {
    await using ai = pipeline(nlpcloud({ apiKey: 'test-key' }));
    const embed = await inspect(ai, 'embed', { model: 'm', input: 'a' });
    expect(embed.url).toBe('https://api.nlpcloud.io/v1/m/embeddings');
    await using fast = pipeline(nlpcloud({ apiKey: 'test-key', gpu: true }));
    const task = await inspect(fast, 'nlpcloudTask', { model: 'm', task: 'entities', input: { text: 'x' } });
    expect(task.url).toBe('https://api.nlpcloud.io/v1/gpu/m/entities');
  });
});

describe('a key', () => {
  it('is a token, no bearer', async () => {
    await using vended = await serving([hello]);
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Token test-key');
  });

  it.each(['NLPCLOUD_API_KEY', 'NLP_CLOUD_API_KEY'])('comes from %s', async (name) => {
    for (const other of ['NLPCLOUD_API_KEY', 'NLP_CLOUD_API_KEY']) vi.stubEnv(other, '');
    await using none = pipeline(nlpcloud({ model }));
    expect((await failureOf(none.chat({ messages }))).message).toContain(name);
    vi.stubEnv(name, 'key-of-environment');
    await using vended = await serving([hello], { apiKey: undefined });
    await vended.ai.chat({ messages });
    expect(vended.request().headers.authorization).toBe('Token key-of-environment');
  });

  it('that is wrong is told as such', async () => {
    await using vended = await serving([{ status: 401, body: { detail: 'Invalid token.' } }]);
    expect((await failureOf(vended.ai.chat({ messages }))).code).toBe('authentication');
  });
});

describe('a conversation', () => {
  it('is made of pairs, however its messages stand', async () => {
    await using vended = await serving([hello]);
    await vended.ai.chat({
      messages: [
        assistant('Welcome!'),
        system('Be brief.'),
        user('One.'),
        user('Two.'),
        assistant('A.'),
        assistant('B.'),
        system('Be kind.'),
        user('Three?'),
      ],
    });
    expect(vended.body()).toEqual({
      input: 'Three?',
      context: expect.stringMatching(/^Be brief\.\s+Be kind\.$/),
      history: [
        { input: '', response: 'Welcome!' },
        { input: expect.stringMatching(/^One\.\s+Two\.$/), response: expect.stringMatching(/^A\.\s*B\.$/) },
      ],
    });
  });

  it('ends with a message of the user', async () => {
    await using vended = await serving([hello]);
    expect(await failureOf(vended.ai.chat({ messages: [user('Hi'), assistant('Hello')] }))).toMatchObject({
      code: 'unsupported',
      field: 'messages',
    });
  });

  it('with settings is a prompt', async () => {
    await using vended = await serving([
      { body: { generated_text: 'Hello', nb_generated_tokens: 5, nb_input_tokens: 9 } },
    ]);
    const answer = await vended.ai.chat({
      messages: [system('Be brief.'), user('Hi'), assistant('Yes?'), user('Go on.')],
      maxTokens: 5,
      stop: 'END',
      vendor: { nlpcloud: { num_beams: 2 } },
    });
    expect(vended.request().path).toBe('/v1/gpu/finetuned-llama-3-70b/generation');
    expect(vended.body()).toEqual({
      text: 'Be brief.\n\nUser: Hi\nAssistant: Yes?\nUser: Go on.\nAssistant:',
      max_length: 5,
      length_no_input: true,
      end_sequence: 'END',
      remove_end_sequence: true,
      remove_input: true,
      num_beams: 2,
    });
    expect(answer).toMatchObject({ text: 'Hello', finishReason: 'length', usage: { inputTokens: 9, outputTokens: 5 } });
  });

  it('knows no tools and no pictures', async () => {
    await using vended = await serving([hello]);
    const picture = { type: 'image', source: { url: 'https://example.com/a.png' } } as const;
    const { warnings } = await vended.ai.chat({
      messages: [user([picture, { type: 'text', text: 'What?' }])],
      tools: [sampleTool],
    });
    expect(warnings).toHaveLength(2);
    expect(vended.body()).toEqual({ input: 'What?' });
  });
});

describe('a stream', () => {
  const plain = (text: string) => ({ headers: { 'content-type': 'text/plain' }, text });
  const read = async (reply: Parameters<typeof sseReply>[0] | object) => {
    await using vended = await serving([reply as never]);
    const answer = await vended.ai.stream({ messages }).response;
    expect(vended.body()).toMatchObject({ stream: true });
    return answer.text;
  };

  it('is bare text up to its mark', async () => {
    expect(await read(plain('Hällo [D]\nthere[DONE]'))).toBe('Hällo [D]\nthere');
  });

  it('is events of text, or of JSON', async () => {
    expect(await read(sseReply('Hello', ' there', '[DONE]'))).toBe('Hello there');
    expect(await read(sseReply({ response: 'Hello' }, { generated_text: ' there' }, '[DONE]'))).toBe('Hello there');
    expect(
      await read({ headers: { 'content-type': 'text/event-stream' }, text: 'data: a\ndata: b\n\ndata:[DONE]\n\n' }),
    ).toBe('a\nb');
  });

  it('is one JSON of an older model', async () => {
    expect(await read({ body: { generated_text: 'Hello there' } })).toBe('Hello there');
  });

  it('without its mark is broken', async () => {
    await using vended = await serving([plain('Hello')]);
    expect(await failureOf(vended.ai.stream({ messages }).response)).toMatchObject({
      code: 'invalid-response',
      partial: { text: 'Hello' },
    });
  });

  it('may tell a failure', async () => {
    await using vended = await serving([{ body: { detail: 'Input text length should not exceed 1024 tokens.' } }]);
    expect((await failureOf(vended.ai.stream({ messages }).ready())).code).toBe('context-length');
  });

  it('never goes through the queue', async () => {
    await using vended = await serving([sseReply('Hello', '[DONE]')], { async: true });
    await vended.ai.stream({ messages }).response;
    expect(vended.request().path).toBe('/v1/gpu/finetuned-llama-3-70b/chatbot');
  });
});

describe('the queue', () => {
  it('is asked until there is a result, which is JSON in a text', async () => {
    let looks = 0;
    await using vended = await served(
      ({ baseURL, apiKey }) => nlpcloud({ baseURL, apiKey, model, async: true, pollMs: 1 }),
      ({ method, headers }) => {
        if (method === 'POST') return { body: { url: `http://${headers.host}/get-async-result/1` } };
        if (++looks < 3) return { text: '' };
        return { body: { http_code: 200, content: JSON.stringify({ response: 'Hello' }) } };
      },
    );
    expect((await vended.ai.chat({ messages })).text).toBe('Hello');
    expect(looks).toBe(3);
    expect(vended.request().headers.authorization).toBe('Token test-key');
  });

  it('may hold a failure', async () => {
    await using vended = await served(
      ({ baseURL, apiKey }) => nlpcloud({ baseURL, apiKey, model, async: true, pollMs: 1 }),
      ({ method, headers }) =>
        method === 'POST'
          ? { body: { url: `http://${headers.host}/get-async-result/1` } }
          : { body: { http_code: 400, error_detail: 'Wrong input.', content: '' } },
    );
    const error = await failureOf(vended.ai.complete({ prompt: 'x' }));
    expect(error).toMatchObject({ code: 'invalid-request', status: 400 });
    expect(error.message).toContain('Wrong input.');
  });
});

describe('sentences', () => {
  it('are embedded fifty at once, in their order', async () => {
    await using vended = await serving((request) => {
      const { sentences } = request.json() as { sentences: readonly string[] };
      return { body: { embeddings: sentences.map((sentence) => [Number(sentence)]) } };
    });
    const input = Array.from({ length: 120 }, (_, at) => String(at + 1));
    const { embeddings } = await vended.ai.embed({ model: 'm', input });
    expect(embeddings.flat()).toEqual(input.map(Number));
    expect(vended.server.requests).toHaveLength(3);
  });
});

describe('a recording', () => {
  it('is given by link or as data', async () => {
    await using vended = await serving([{ body: { text: 'Hi.' } }]);
    await vended.ai.transcribe({ model: 'whisper', audio: { url: 'https://example.com/a.mp3' } });
    expect(vended.body()).toEqual({ url: 'https://example.com/a.mp3' });
    async function* sound() {
      yield new Uint8Array([1]);
    }
    expect(await failureOf(vended.ai.transcribe({ model: 'whisper', audio: sound() }))).toMatchObject({
      code: 'unsupported',
      field: 'audio',
    });
  });
});

describe('a task', () => {
  it('is named by its endpoint', async () => {
    await using vended = await serving([{ body: { summary_text: 'Short.' } }]);
    const { output } = await vended.ai.nlpcloudTask({
      model: 'bart-large-cnn',
      task: 'summarization',
      input: { text: 'Long.', size: 'small' },
    });
    expect(output).toEqual({ summary_text: 'Short.' });
    expect(vended.request().path).toBe('/v1/bart-large-cnn/summarization');
    expect((await failureOf(vended.ai.nlpcloudTask({ task: '../x', input: {} }))).field).toBe('task');
  });
});
