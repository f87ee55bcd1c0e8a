// What the tests of this package encode and decode with.
import {
  type ChatRequest,
  type ChatResponse,
  type CodecContext,
  foldChat,
  KitError,
  type StreamPart,
  type WireReply,
} from '@kit/core';
import { EventDecoding, framingFor } from '@kit/wire/events';
import { decodeChatBody } from '../chat/decode-response.ts';
import { type EncodedChat, encodeChatRequest } from '../chat/encode-request.ts';
import { ChatDecoder } from '../chat/stream-decoder.ts';
import { toolNames } from '../chat/tool-names.ts';
import type { GeminiDialect } from '../dialect.ts';
import { geminiErrors } from '../errors.ts';

/** A context whose invented ids count from 1. */
export function codecContext(change: Partial<CodecContext> = {}): CodecContext {
  let ids = 0;
  return {
    operation: 'chat',
    provider: 'google',
    vendor: 'google',
    origin: { provider: 'google', endpoint: 'https://gemini.example/v1beta', model: 'gemini-3.8-flash' },
    strict: false,
    raw: false,
    environment: {
      now: () => 0,
      monotonicMs: () => 0,
      setTimer: () => () => {},
      random: () => 0,
      id: () => String(++ids),
    },
    failure({ status = 200, body }) {
      const reading = geminiErrors({ status, headers: {}, body });
      return new KitError(reading?.code ?? 'server', reading?.message ?? 'failed', {
        status,
        retryAfterMs: reading?.retryAfterMs,
      });
    },
    ...change,
  };
}

export const newState = () => ({ names: toolNames(128) });

/** The body of a chat request, and what was warned about. */
export function encodeChat(
  request: ChatRequest,
  { dialect = {}, context = codecContext() }: { dialect?: GeminiDialect; context?: CodecContext } = {},
): EncodedChat {
  return encodeChatRequest({ model: 'gemini-3.8-flash', ...request }, context, dialect);
}

export function decodeChat(body: unknown, context = codecContext()) {
  return decodeChatBody(body, newState(), context);
}

/** Feeds a stream's body, cut into pieces of `size` bytes, and gives all parts. */
export function streamParts(
  text: string,
  { size = 1e9, contentType = 'text/event-stream', context = codecContext() } = {},
): { parts: StreamPart[]; complete: boolean } {
  const decoder = new ChatDecoder(newState(), context);
  const { transient } = decoder;
  const events = new EventDecoding({ framing: framingFor(contentType, 'sse', { transient }), decoder });
  const parts: StreamPart[] = [];
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) events.read(bytes.subarray(at, at + size), parts);
  events.end(parts);
  return { parts, complete: decoder.end(parts) };
}

export function folded(parts: readonly StreamPart[]): ChatResponse {
  const fold = foldChat();
  fold.add(parts);
  return fold.result();
}

export function sse(...events: readonly unknown[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}

export function reply(body: unknown, headers: Readonly<Record<string, string>> = {}): WireReply {
  const text = JSON.stringify(body);
  return {
    status: 200,
    headers,
    bytes: new TextEncoder().encode(text),
    text: () => text,
    json: () => JSON.parse(text),
  };
}
