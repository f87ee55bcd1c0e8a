// What the tests of this package share: a codec context, replies, and streams cut at any place.
import {
  type ChatRequest,
  type ChatResponse,
  type CodecContext,
  type Environment,
  foldChat,
  KitError,
  type PartDecoder,
  type StreamPart,
  systemEnvironment,
  type WireReply,
} from '@kit/core';
import { isRecord } from '@kit/wire';
import { EventDecoding, framingFor } from '@kit/wire/events';
import { openaiErrors, readOpenaiFailure } from '../errors.ts';

export function codec(change: Partial<CodecContext> = {}): CodecContext {
  let ids = 0;
  const environment: Environment = { ...systemEnvironment, id: () => `id-${ids++}` };
  return {
    operation: 'chat',
    provider: 'mine',
    vendor: 'openai',
    origin: { provider: 'mine', endpoint: 'https://api.openai.com/v1', account: 'key …abcd', model: 'gpt-6-sol' },
    strict: false,
    raw: false,
    environment,
    failure({ status = 200, headers = {}, body }) {
      const reading = openaiErrors({ status, headers, body });
      return new KitError(
        reading?.code ?? 'server',
        reading?.message ?? readOpenaiFailure(body).message ?? 'a failure',
        { status },
      );
    },
    ...change,
  };
}

export function reply(
  body: unknown,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): WireReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status: 200,
    headers,
    bytes: new TextEncoder().encode(text),
    text: () => text,
    json: () => JSON.parse(text),
  };
}

export const ask = (change: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'Hi' }],
  ...change,
});

/** The JSON body that an encoder made. */
export function bodyOf({
  wire,
}: {
  readonly wire: { readonly body?: { readonly type: string } };
}): Record<string, unknown> {
  const { body } = wire as { body?: { type: string; value?: unknown } };
  if (body?.type !== 'json' || !isRecord(body.value)) throw new Error('no JSON body');
  return body.value as Record<string, unknown>;
}

/** Server-sent events of JSON values, with the end marker. */
export const sse = (events: readonly unknown[], end = 'data: [DONE]\n\n'): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + end;

export interface Decoded {
  readonly parts: readonly StreamPart[];
  readonly complete: boolean;
  readonly response: ChatResponse;
}

/** Runs a decoder over a text, `size` bytes a read. */
export function decodeStream(
  decoder: PartDecoder<StreamPart>,
  text: string | Uint8Array,
  size = Number.POSITIVE_INFINITY,
  contentType = 'text/event-stream',
): Decoded {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { transient } = decoder;
  const events = new EventDecoding({ framing: framingFor(contentType, 'sse', { transient }), decoder });
  const parts: StreamPart[] = [];
  for (let at = 0; at < bytes.length; at += size)
    events.read(bytes.subarray(at, Math.min(bytes.length, at + size)), parts);
  events.end(parts);
  const complete = decoder.end(parts);
  const fold = foldChat();
  fold.add(parts);
  return { parts, complete, response: fold.result() };
}
