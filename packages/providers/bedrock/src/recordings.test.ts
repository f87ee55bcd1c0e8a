// Every recorded answer of Converse, in any pieces: no error but KitError, and what was said is found.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldChat, isKitError, KitError, type PartDecoder, type StreamPart, systemEnvironment } from '@kit/core';
import { base64ToBytes, isRecord, parseJson, recordOf } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import type { ConverseState } from './converse/encode-request.ts';
import { converseStreamDecoder } from './converse/stream-decoder.ts';
import { chatTransformer } from './converse/transformer.ts';
import { messageReader } from './event-stream.ts';

interface Recorded {
  readonly id: string;
  readonly request?: { readonly url?: string } | null;
  readonly response: { readonly status: number; readonly body?: unknown; readonly base64?: string };
}

const corpus = process.env.WIRE_CORPUS;
const folder = corpus ? join(corpus, 'bedrock') : '';
const all: Recorded[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((id) => ({ ...(JSON.parse(readFileSync(join(folder, id), 'utf8')) as Recorded), id }))
  : [];
const answered = all.filter(
  ({ request, response }) => /\/converse/.test(request?.url ?? '') && response.status === 200,
);
const streams = answered.flatMap(({ id, response }) => {
  const bytes = base64ToBytes(response.base64 ?? '');
  return bytes && bytes.length > 0 ? [{ id, bytes }] : [];
});
const replies = answered.filter(({ response }) => isRecord(response.body));

const state: ConverseState = { toolNames: new Map() };
const context = {
  operation: 'stream',
  provider: 'bedrock',
  vendor: 'bedrock',
  origin: { provider: 'bedrock' },
  strict: false,
  raw: false,
  environment: systemEnvironment,
  failure: ({ body }: { body: unknown }) => new KitError('server', JSON.stringify(body)),
} as const;

function decoded(bytes: Uint8Array, size: number): { parts: StreamPart[]; complete: boolean } {
  const decoder: PartDecoder<StreamPart> = converseStreamDecoder(state, context);
  const parts: StreamPart[] = [];
  for (let at = 0; at < bytes.length; at += size) decoder.event(bytes.subarray(at, at + size), parts);
  return { parts, complete: decoder.end(parts) };
}

/** The words of the deltas, read the plain way. */
function wordsIn(bytes: Uint8Array): string {
  return messageReader()
    .push(bytes)
    .map(({ payload }) => recordOf(recordOf(parseJson(payload))?.delta)?.text)
    .filter((text) => typeof text === 'string')
    .join('');
}

describe.skipIf(streams.length === 0)('recorded streams', () => {
  it.each(streams)('$id', ({ bytes }) => {
    const whole = decoded(bytes, bytes.length);
    expect(whole.complete).toBe(true);
    const fold = foldChat();
    fold.add(whole.parts);
    expect(fold.result().text).toBe(wordsIn(bytes));
    expect(fold.result().usage?.inputTokens).toBeTypeOf('number');
    for (const size of [1, 7, 100]) expect(decoded(bytes, size)).toEqual(whole);
  });

  it.each(streams)('$id, cut', ({ bytes }) => {
    for (let length = 0; length < bytes.length; length += 97) {
      try {
        decoded(bytes.subarray(0, length), 64);
      } catch (error) {
        if (!isKitError(error)) throw error;
      }
    }
  });
});

describe.skipIf(replies.length === 0)('recorded replies', () => {
  it.each(replies)('$id', ({ response }) => {
    const text = JSON.stringify(response.body);
    const reply = {
      status: 200,
      headers: {},
      bytes: new Uint8Array(),
      text: () => text,
      json: () => JSON.parse(text) as unknown,
    };
    const { text: said, toolCalls, usage } = chatTransformer().decode(reply, state, context);
    expect(said.length + toolCalls.length).toBeGreaterThan(0);
    expect(usage?.inputTokens).toBeTypeOf('number');
  });
});
