// Messages of the AWS event stream, as a server writes them.

import type { ExchangeResponse } from '@kit/testing';
import { EventStreamCodec } from '@smithy/eventstream-codec';

const codec = new EventStreamCodec(
  (input) => (typeof input === 'string' ? input : new TextDecoder().decode(input)),
  (text) => new TextEncoder().encode(text),
);
const text = (value: string) => ({ type: 'string' as const, value });

export function message(type: string, payload: object | string, kind = 'event'): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': text(kind),
      [kind === 'exception' ? ':exception-type' : kind === 'error' ? ':error-code' : ':event-type']: text(type),
      ':content-type': text('application/json'),
    },
    body: new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  });
}

export function joined(messages: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(messages));
}

export function eventStream(...messages: readonly Uint8Array[]): ExchangeResponse {
  return {
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
    base64: Buffer.concat(messages).toString('base64'),
  };
}

/** The events of a plain answer. */
export function said(...words: readonly string[]): Uint8Array[] {
  return [
    message('messageStart', { role: 'assistant', p: 'abc' }),
    ...words.map((word) => message('contentBlockDelta', { contentBlockIndex: 0, delta: { text: word }, p: 'a' })),
    message('contentBlockStop', { contentBlockIndex: 0 }),
    message('messageStop', { stopReason: 'end_turn' }),
    message('metadata', {
      usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
      metrics: { latencyMs: 7 },
    }),
  ];
}
