// Links that the vendor would have to fetch, fetched here: not every model takes plain links.
import type { CallContext, ChatRequest, MediaPart, MediaSource, Message, ToolResultPart } from '@kit/core';
import { type FetchMediaOptions, fetchMedia, type HandledOperation } from '@kit/http';

export type FetchedMediaOptions = Pick<FetchMediaOptions, 'maxBytes' | 'allowPrivate' | 'transport'>;

/** An operation whose requests carry bytes instead of links. `inspect` shows them as they were given: it asks nobody. */
export function withFetchedMedia<K extends 'chat' | 'stream'>(
  operation: HandledOperation<K>,
  options: FetchedMediaOptions,
): HandledOperation<K> {
  return {
    ...operation,
    handle: async (call, exchange) =>
      operation.handle({ ...call, request: await fetched(call.request, call.context, options) }, exchange),
  };
}

async function fetched(request: ChatRequest, context: CallContext, options: FetchedMediaOptions): Promise<ChatRequest> {
  const bytes = (source: MediaSource) => bytesOf(source, context, options);
  return { ...request, messages: await Promise.all(request.messages.map((message) => inMessage(message, bytes))) };
}

type Bytes = (source: MediaSource) => Promise<MediaSource>;

async function inMessage(message: Message, bytes: Bytes): Promise<Message> {
  if (typeof message.content === 'string' || message.role === 'system') return message;
  const content = await Promise.all(message.content.map((part) => inPart(part, bytes)));
  return { ...message, content } as Message;
}

async function inPart<P extends { readonly type: string }>(part: P, bytes: Bytes): Promise<P> {
  if (part.type === 'tool-result') {
    const { content } = part as unknown as ToolResultPart;
    if (typeof content === 'string') return part;
    return { ...part, content: await Promise.all(content.map((item) => inPart(item, bytes))) };
  }
  if (part.type !== 'image' && part.type !== 'audio' && part.type !== 'file') return part;
  const { source } = part as unknown as MediaPart;
  const known = await bytes(source);
  return known === source ? part : { ...part, source: known };
}

async function bytesOf(source: MediaSource, context: CallContext, options: FetchedMediaOptions): Promise<MediaSource> {
  if (!('url' in source) || !isForeign(source.url)) return source;
  const { data, mediaType } = await fetchMedia(source.url, { ...options, context });
  return { data, mediaType: source.mediaType ?? mediaType?.split(';', 1)[0]?.trim() ?? 'application/octet-stream' };
}

/** The vendor's own files and YouTube are always the vendor's to fetch. */
function isForeign(url: string): boolean {
  if (!/^https?:\/\//i.test(url)) return false;
  const { hostname } = new URL(url);
  return !['youtu.be', 'youtube.com', 'googleapis.com'].some(
    (home) => hostname === home || hostname.endsWith(`.${home}`),
  );
}
