import { type Call, createContext, foldChat, KitError, type StreamPart, type WireReply } from '@kit/core';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../definition.ts';
import { streamOf } from './stream-of.ts';

describe('a stream over exchanges of its own', () => {
  const exchange = {
    provider: 'acme',
    meta: () => ({ provider: 'acme', timings: {}, attempts: [] }),
  } as never as Exchange;
  const call: Call<'stream'> = { operation: 'stream', request: { messages: [] }, context: createContext({}) };
  const opening = (parts: () => AsyncGenerator<StreamPart>) => {
    const seen = { left: 0 };
    const stream = streamOf<'stream'>(call, exchange, {
      reply: {} as WireReply,
      parts: parts(),
      newFold: foldChat,
      onLeft: () => seen.left++,
    });
    return { stream, seen };
  };

  it('is read to its end, or left', async () => {
    const whole = async function* (): AsyncGenerator<StreamPart> {
      yield { type: 'start', responseId: 'job-1' };
      yield { type: 'text', text: 'Hel', index: 0 };
      yield { type: 'text', text: 'lo', index: 0 };
      yield { type: 'finish', finishReason: 'stop' };
    };
    const read = opening(whole);
    expect((await (await read.stream).response).text).toBe('Hello');
    expect(read.seen.left).toBe(0);
    const left = opening(whole);
    for await (const part of await left.stream) if (part.type === 'text') break;
    expect(left.seen.left).toBe(1);
  });

  it('that fails before its first content is a rejection', async () => {
    const failing = opening(async function* () {
      yield { type: 'start' };
      throw new KitError('server', 'It broke.');
    });
    await expect(failing.stream).rejects.toMatchObject({ code: 'server' });
    expect(failing.seen.left).toBe(1);
  });
});
