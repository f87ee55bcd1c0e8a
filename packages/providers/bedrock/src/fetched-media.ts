// Links to media, fetched here: Bedrock takes bytes alone.
import type {
  AnyProvider,
  Call,
  CallContext,
  ChatRequest,
  Handler,
  MediaPart,
  MediaSource,
  Message,
  VideoRequest,
} from '@kit/core';
import { fetchMedia } from '@kit/http';
import type { FetchedMediaOptions } from './options.ts';

/** `inspect` shows requests as they were given: it asks nobody. */
export function withFetchedMedia<P extends AnyProvider>(provider: P, options: FetchedMediaOptions): P {
  const handlers: Record<string, Handler> = { ...provider.handlers };
  for (const operation of ['chat', 'stream', 'countTokens']) {
    const handler = handlers[operation];
    if (!handler) continue;
    handlers[operation] = async (call) =>
      handler({ ...call, request: await fetched(call.request as ChatRequest, call.context, options) } as Call);
  }
  const { video } = handlers;
  return { ...provider, handlers: video ? { ...handlers, video: fromPicture(video, options) } : handlers };
}

/** A video that begins with a picture. */
const fromPicture =
  (video: Handler, options: FetchedMediaOptions): Handler =>
  async (call) => {
    const { image } = call.request as VideoRequest;
    if (!image) return video(call);
    const sent = { ...(call.request as VideoRequest), image: await bytesOf(image, call.context, options) };
    return video({ ...call, request: sent } as Call);
  };

async function fetched(request: ChatRequest, context: CallContext, options: FetchedMediaOptions): Promise<ChatRequest> {
  const bytes = (source: MediaSource) => bytesOf(source, context, options);
  return { ...request, messages: await Promise.all(request.messages.map((message) => inMessage(message, bytes))) };
}

type Bytes = (source: MediaSource) => Promise<MediaSource>;
type AnyPart = { readonly type: string; readonly content?: unknown };

async function inMessage(message: Message, bytes: Bytes): Promise<Message> {
  if (typeof message.content === 'string' || message.role === 'system') return message;
  const parts: readonly AnyPart[] = message.content;
  return { ...message, content: await Promise.all(parts.map((part) => inPart(part, bytes))) } as unknown as Message;
}

async function inPart(part: AnyPart, bytes: Bytes): Promise<AnyPart> {
  if (part.type === 'tool-result') {
    if (!Array.isArray(part.content)) return part;
    return { ...part, content: await Promise.all(part.content.map((item: AnyPart) => inPart(item, bytes))) };
  }
  if (part.type !== 'image' && part.type !== 'audio' && part.type !== 'file') return part;
  const { source } = part as MediaPart;
  return { ...part, source: await bytes(source) } as AnyPart;
}

async function bytesOf(source: MediaSource, context: CallContext, options: FetchedMediaOptions): Promise<MediaSource> {
  if (!('url' in source) || !/^https?:\/\//i.test(source.url)) return source;
  const { data, mediaType } = await fetchMedia(source.url, { ...options, context });
  return { data, mediaType: source.mediaType ?? mediaType?.split(';', 1)[0]?.trim() ?? 'application/octet-stream' };
}
