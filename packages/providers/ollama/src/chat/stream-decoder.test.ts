import { type ChatResponse, pipeline, type StreamPart, user } from '@kit/core';
import { type ExchangeResponse, replayServer } from '@kit/testing';
import { describe, expect, it } from 'vitest';
import { answer, counted, failure, lines, served } from '../../tests/served.ts';
import { ollama } from '../index.ts';

const messages = [user('Hi')];
const piece = (message: object, more: object = {}) => ({
  model: 'qwen3:8b',
  created_at: 'x',
  message: { role: 'assistant', content: '', ...message },
  done: false,
  ...more,
});
const last = (more: object = {}) => ({ ...piece({}), done: true, done_reason: 'stop', ...counted, ...more });
const called = (name: string, args: unknown, id?: string) => ({
  ...(id && { id }),
  function: { index: 0, name, arguments: args },
});

async function streamed(exchange: ExchangeResponse): Promise<{ parts: StreamPart[]; response: ChatResponse }> {
  const { ai } = await served([exchange]);
  const stream = ai.stream({ messages });
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return { parts, response: await stream.response };
}

async function whole(exchange: ExchangeResponse): Promise<ChatResponse> {
  const { ai } = await served([exchange]);
  return ai.chat({ messages });
}

/** What does not depend on the clock. */
const content = ({ meta, ...response }: ChatResponse) => ({ ...response, model: meta.model, vendor: meta.vendor });

describe('a streamed answer', () => {
  it('is thoughts, then text, with usage at the end', async () => {
    const { parts, response } = await streamed(
      lines(
        piece({ thinking: 'H' }),
        piece({ thinking: 'm.' }),
        piece({ content: 'Hel' }),
        piece({ content: 'lo' }),
        last(),
      ),
    );
    expect(parts.map(({ type }) => type)).toEqual([
      'start',
      'reasoning',
      'reasoning',
      'text',
      'text',
      'choice-end',
      'finish',
    ]);
    expect(response).toMatchObject({
      text: 'Hello',
      reasoning: 'Hm.',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      meta: { model: 'qwen3:8b' },
    });
    expect(response.usage).toMatchObject({
      state: 'reported',
      inputTokens: 12,
      outputTokens: 34,
      raw: { total_duration: 9e9 },
    });
  });

  it('equals the complete one', async () => {
    const call = called('weather', { city: 'Oslo' }, 'call_1');
    const inPieces = await streamed(
      lines(
        piece({ thinking: 'Hm.' }),
        piece({ content: 'One ' }),
        piece({ content: 'moment.' }),
        piece({ tool_calls: [call] }),
        last(),
      ),
    );
    const atOnce = await whole(answer({ thinking: 'Hm.', content: 'One moment.', tool_calls: [call] }));
    expect(content(inPieces.response)).toEqual(content(atOnce));
    expect(atOnce).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'stop' });
    expect(atOnce.toolCalls).toEqual([
      { type: 'tool-call', id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}', input: { city: 'Oslo' } },
    ]);
  });

  it('calls tools in one line or in several, also without ids', async () => {
    const { response, parts } = await streamed(
      lines(
        piece({ tool_calls: [called('a', { x: 1 }), called('b', '{"y":2}')] }),
        piece({ tool_calls: [called('c', null)] }),
        last(),
      ),
    );
    expect(response.toolCalls.map(({ name, input }) => [name, input])).toEqual([
      ['a', { x: 1 }],
      ['b', { y: 2 }],
      ['c', {}],
    ]);
    expect(new Set(response.toolCalls.map(({ id }) => id)).size).toBe(3);
    expect(parts.filter(({ type }) => type === 'tool-call')).toHaveLength(3);
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['load', 'other'],
    ['unload', 'other'],
    [undefined, 'stop'],
  ])('that ends with %s is %s', async (word, finishReason) => {
    expect(await whole(answer({ content: 'a' }, { done_reason: word }))).toMatchObject({ finishReason });
  });

  it('is cut anywhere: inside of lines and of characters', async () => {
    const exchange = lines(
      piece({ thinking: 'Größe 🌋' }),
      piece({ content: 'Überall ' }),
      piece({ content: '日本' }),
      last(),
    );
    for (const size of [1, 3, 7]) {
      await using server = await replayServer({ exchanges: [exchange], chunking: `bytes:${size}` });
      const ai = pipeline(ollama({ baseURL: server.url, model: 'm' }));
      expect(await ai.stream({ messages }).response).toMatchObject({ reasoning: 'Größe 🌋', text: 'Überall 日本' });
      await ai.close();
    }
  });

  it('survives nulls, numbers and missing fields', async () => {
    const { response } = await streamed(
      lines(
        null,
        7,
        {},
        { message: null },
        { message: { content: 5, thinking: null, tool_calls: 'x' } },
        { message: { content: 'a', tool_calls: [null, { function: null }] } },
        { done: true },
      ),
    );
    expect(response).toMatchObject({ text: 'a', finishReason: 'tool-calls' });
    expect(response.usage).toBeUndefined();
  });

  it('says where a cloud model runs, and tells log probabilities', async () => {
    const logprobs = [{ token: 'a', logprob: -0.1, bytes: [97], top_logprobs: [{ token: 'b', logprob: -2 }] }];
    const exchange = lines(
      piece({ content: 'a' }, { remote_model: 'gpt-oss:120b', remote_host: 'https://ollama.com:443', logprobs }),
      last(),
    );
    const { response } = await streamed(exchange);
    expect(response.meta.vendor).toEqual({ remoteModel: 'gpt-oss:120b', remoteHost: 'https://ollama.com:443' });
    expect(response.choices[0]?.logprobs).toEqual([
      { token: 'a', logprob: -0.1, alternatives: [{ token: 'b', logprob: -2 }] },
    ]);
  });
});

describe('failures in a stream', () => {
  it('before a word are rejected', async () => {
    const { ai } = await served([lines({ error: 'llama runner process has terminated' })]);
    expect(await failure(ai.stream({ messages }).ready())).toMatchObject({
      code: 'server',
      message: expect.stringContaining('terminated'),
    });
  });

  it('after a word are thrown, with what had arrived', async () => {
    const { ai } = await served([
      lines(piece({ content: 'Hel' }), { error: 'an error was encountered while running the model' }),
    ]);
    expect(await failure(ai.stream({ messages }).response)).toMatchObject({ code: 'server', partial: { text: 'Hel' } });
  });

  it('are seen where the last line is missing', async () => {
    const { ai } = await served([lines(piece({ content: 'Hel' }))]);
    expect(await failure(ai.stream({ messages }).response)).toMatchObject({ code: 'invalid-response' });
  });

  it('are seen in complete replies', async () => {
    const { ai } = await served([{ body: { error: 'broken' } }, { body: {} }, { body: [] }]);
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'server' });
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'invalid-response' });
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'invalid-response' });
  });
});
