// ChatStream: a streamed chat reply, with the shapes that applications and servers want.
import type { ChatResponse } from '../model/chat.ts';
import type { StreamPart } from '../model/stream-parts.ts';
import { PartStream } from './part-stream.ts';
import { readable } from './readable.ts';

export class ChatStream extends PartStream<StreamPart, ChatResponse> {
  /** The first choice's text, piece by piece. */
  get text(): AsyncIterable<string> {
    return { [Symbol.asyncIterator]: () => textOf(this) };
  }

  /**
   * A web `Response`. Await `ready()` first to answer failures with a status of their own: once the headers are out, a
   * failure can only break the body.
   *
   * `sse` (default): each part as a server-sent event, `data: {"type":"text",…}`; `text`: the bare text.
   */
  toResponse(
    options: { readonly format?: 'sse' | 'text'; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Response {
    const { format = 'sse', headers } = options;
    const encoder = new TextEncoder();
    const body = readable(this, (part) => {
      const text = format === 'sse' ? serverSentEvent(part) : part.type === 'text' && !part.choice ? part.text : '';
      return text === '' ? undefined : encoder.encode(text);
    });
    const contentType = format === 'sse' ? 'text/event-stream' : 'text/plain; charset=utf-8';
    return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-cache', ...headers } });
  }
}

async function* textOf(stream: ChatStream): AsyncGenerator<string, void, undefined> {
  for await (const part of stream) if (part.type === 'text' && !part.choice && part.text !== '') yield part.text;
}

function serverSentEvent(part: StreamPart): string {
  // Only files hold bytes; JSON has none.
  return `data: ${part.type === 'file' ? JSON.stringify(part, bytesAsBase64) : JSON.stringify(part)}\n\n`;
}

function bytesAsBase64(_key: string, value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  let binary = '';
  for (const byte of value) binary += String.fromCharCode(byte);
  return btoa(binary);
}
