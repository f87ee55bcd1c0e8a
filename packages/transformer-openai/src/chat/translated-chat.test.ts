import type { JsonObject } from '@kit/core';
import { arrayOf, recordOf } from '@kit/wire';
import { describe, expect, test } from 'vitest';
import { compatibleChat } from '../dialect/chat-dialect.ts';
import { ask, codec, decodeStream, reply } from '../testing/codec.ts';
import { translatedChat } from './translated-chat.ts';

// A vendor that tells the whole text so far with every line.
const { transformer, streamTransformer } = translatedChat(
  { ...compatibleChat, wire: 'acme', fields: { ...compatibleChat.fields, seed: false } },
  {
    framing: 'json-array',
    request: ({ model, messages, stream, ...rest }, { warn, request }) => {
      if (request.temperature !== undefined && request.temperature > 1) warn('temperature', 'At most 1.');
      const turns = arrayOf(messages).map((message) => ({ says: recordOf(message)?.content }));
      return {
        path: `/${model}/talk`,
        headers: { accept: stream ? 'x-lines' : 'x-whole' },
        body: { type: 'json', value: { turns, ...rest } as JsonObject },
      };
    },
    reply: (body) => ({
      choices: [{ message: { content: recordOf(body)?.said }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    }),
    events: () => {
      let told = '';
      return (event) => {
        if (typeof event === 'string') return event === 'over' ? '[DONE]' : undefined;
        const { said, failed, last } = recordOf(event) as { said?: string; failed?: string; last?: true };
        if (failed) return { error: { message: failed } };
        const fresh = (said ?? '').slice(told.length);
        told = said ?? told;
        return { choices: [{ delta: { content: fresh }, finish_reason: last ? 'stop' : null }] };
      };
    },
  },
);

const stream = (text: string, size?: number) => {
  const context = codec();
  const { state } = streamTransformer.encode(ask(), context);
  const head = { status: 200, headers: { 'content-type': 'application/json' } };
  return decodeStream(streamTransformer.decoder(state, context, head), text, size, 'application/json');
};

describe('a translated wire', () => {
  test('gets the request of chat completions, and may warn of it', () => {
    const { wire, warnings } = streamTransformer.encode(ask({ temperature: 1.5, seed: 1 }), codec());
    expect(wire).toMatchObject({
      path: '/gpt-4o/talk',
      headers: { accept: 'x-lines' },
      body: { value: { turns: [{ says: 'Hi' }], temperature: 1.5 } },
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['seed', 'temperature']);
  });

  test('is read alike, complete and streamed, at any chunking', () => {
    const context = codec();
    const whole = transformer.decode(reply({ said: 'Hé.' }), transformer.encode(ask(), context).state, context);
    expect(whole).toMatchObject({ text: 'Hé.', finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 2 } });
    for (const size of [undefined, 1, 7]) {
      const { response } = stream('{"said":"H"}{"said":"Hé"}\n{"said":"Hé.","last":true}', size);
      expect(response).toMatchObject({ text: whole.text, finishReason: 'stop' });
    }
  });

  test('tells a failure in the middle', () => {
    expect(() => stream('{"said":"H"}{"failed":"It broke."}')).toThrow('It broke.');
  });
});
