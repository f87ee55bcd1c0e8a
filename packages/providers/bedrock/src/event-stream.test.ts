import { user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { eventStream, joined, message, said } from '../tests/event-messages.ts';
import { failure, served } from '../tests/served.ts';
import { messageReader } from './event-stream.ts';

const types = (bytes: Uint8Array, cuts: readonly number[]) => {
  const reader = messageReader();
  const found: string[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    for (const { type } of reader.push(bytes.subarray(from, cut))) found.push(type);
    from = cut;
  }
  return { found, incomplete: reader.incomplete };
};

describe('messages', () => {
  const messages = said('Grüße ', 'aus Wien');
  const bytes = joined(messages);
  const all = ['messageStart', 'contentBlockDelta', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata'];

  it('are found wherever the bytes are cut', () => {
    expect(types(bytes, [])).toEqual({ found: all, incomplete: false });
    for (let cut = 1; cut < bytes.length; cut++) expect(types(bytes, [cut])).toEqual({ found: all, incomplete: false });
    expect(types(bytes, Array.from(bytes.keys()).slice(1))).toEqual({ found: all, incomplete: false });
  });

  it('that are cut short are told', () => {
    expect(types(bytes.subarray(0, bytes.length - 1), [])).toEqual({ found: all.slice(0, -1), incomplete: true });
  });

  it('of ten megabytes arrive whole', () => {
    const big = message('contentBlockDelta', { delta: { text: 'x'.repeat(10_000_000) } });
    const cuts = Array.from({ length: Math.floor(big.length / 65_536) }, (_, at) => (at + 1) * 65_536);
    expect(types(big, cuts)).toEqual({ found: ['contentBlockDelta'], incomplete: false });
  });

  it('that were changed on the way are an error', () => {
    for (const at of [9, 20, bytes.length - 20]) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      expect(() => types(changed, [])).toThrow(expect.objectContaining({ code: 'invalid-response' }));
    }
    expect(() => types(new TextEncoder().encode('<html>not found</html>'), [])).toThrow(/event stream is damaged/);
  });
});

describe('a stream', () => {
  const hi = { messages: [user('Hi')] };

  it('that fails before its first word is an error of its kind', async () => {
    const start = message('messageStart', { role: 'assistant' });
    const throttled = message('throttlingException', { message: 'Too many requests' }, 'exception');
    const { ai } = await served([eventStream(start, throttled)]);
    expect(await failure(ai.stream(hi).ready() as Promise<unknown>)).toMatchObject({
      code: 'rate-limit',
      retry: 'same',
    });
  });

  it.each([
    ['validationException', 'prompt is too long: 300000 tokens', {}, 'context-length'],
    ['internalServerException', 'oops', {}, 'server'],
    ['serviceUnavailableException', 'later', {}, 'overloaded'],
    ['modelStreamErrorException', 'busy', { originalStatusCode: 529, originalMessage: 'Overloaded' }, 'overloaded'],
    ['modelStreamErrorException', 'broken', { originalStatusCode: 500 }, 'server'],
  ])('that breaks with %s keeps what had come', async (type, words, more, code) => {
    const [start, delta] = said('Hi ');
    const broken = message(type, { message: words, ...more }, 'exception');
    const { ai } = await served([eventStream(start as Uint8Array, delta as Uint8Array, broken)]);
    expect(await failure(ai.stream(hi).response)).toMatchObject({
      code,
      partial: expect.objectContaining({ text: 'Hi ' }),
    });
  });

  it('tells an error without a payload', async () => {
    const { ai } = await served([eventStream(message('InternalFailure', '', 'error'))]);
    expect(await failure(ai.stream(hi).response)).toMatchObject({ code: 'server' });
  });

  it('that is cut is no answer', async () => {
    for (const bytes of [joined(said('Hi').slice(0, -2)), joined(said('Hi').slice(0, 3)).slice(0, -3)]) {
      const { ai } = await served([eventStream(bytes)]);
      expect(await failure(ai.stream(hi).response)).toMatchObject({ code: 'invalid-response' });
    }
  });

  it('without its last word on usage is an answer without usage', async () => {
    const { ai } = await served([eventStream(...said('Hi').slice(0, -1))]);
    const response = await ai.stream(hi).response;
    expect(response).toMatchObject({ text: 'Hi', finishReason: 'stop', warnings: [{ feature: 'usage' }] });
  });

  it('begins with its first word, and is given up at once by a reader who leaves or aborts', async () => {
    const messages = said('Hi ', 'there');
    const withoutEnd = messages.slice(0, 3).reduce((length, { length: more }) => length + more, 0);
    for (const how of ['leave', 'abort'] as const) {
      const { ai, server } = await served([eventStream(...messages)], {}, [{ type: 'hang', afterBytes: withoutEnd }]);
      const controller = new AbortController();
      const stream = ai.stream(hi, { signal: controller.signal });
      await stream.ready();
      const read = async () => {
        for await (const part of stream) {
          if (part.type !== 'text') continue;
          if (how === 'leave') break;
          controller.abort();
        }
      };
      if (how === 'leave') await read();
      else expect(await failure(read())).toMatchObject({ code: 'aborted' });
      const before = performance.now();
      expect(await server.requests[0]?.closed).toMatchObject({ aborted: true });
      expect(performance.now() - before).toBeLessThan(100);
    }
  });

  it('shows its events on request', async () => {
    const { ai } = await served([eventStream(...said('Hi'))]);
    const raw: string[] = [];
    for await (const part of ai.stream(hi, { raw: true })) if (part.type === 'raw') raw.push(part.data);
    expect(raw).toHaveLength(5);
    expect(JSON.parse(raw[1] as string)).toMatchObject({ delta: { text: 'Hi' } });
  });
});
