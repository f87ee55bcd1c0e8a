// A chat with bytes in the place of its links, for vendors that take only bytes.
import type { ChatRequest, MediaPart, MediaSource, Message, ToolResultPart } from '@kit/core';
import { type FetchMediaOptions, fetchMedia } from './fetch-media.ts';

/** What users may say of the fetching in a provider's option `fetchMedia`. */
export type FetchedMediaOptions = Pick<FetchMediaOptions, 'maxBytes' | 'allowPrivate' | 'transport'>;

export interface FetchChatMediaOptions extends FetchMediaOptions {
  /** Parts whose links are fetched. Default: images, audio and files. */
  readonly types?: readonly MediaPart['type'][];
  /** Links that the vendor fetches itself. */
  readonly keeps?: (url: URL) => boolean;
}

const everyType: readonly MediaPart['type'][] = ['image', 'audio', 'file'];

/** All links at once, those of tool results too. @throws KitError as `fetchMedia` does */
export async function fetchChatMedia(request: ChatRequest, options: FetchChatMediaOptions): Promise<ChatRequest> {
  return { ...request, messages: await Promise.all(request.messages.map((message) => inMessage(message, options))) };
}

async function inMessage(message: Message, options: FetchChatMediaOptions): Promise<Message> {
  if (typeof message.content === 'string' || message.role === 'system') return message;
  const content = await Promise.all(message.content.map((part) => inPart(part, options)));
  return { ...message, content } as Message;
}

async function inPart<P extends { readonly type: string }>(part: P, options: FetchChatMediaOptions): Promise<P> {
  if (part.type === 'tool-result') {
    const { content } = part as unknown as ToolResultPart;
    if (typeof content === 'string') return part;
    return { ...part, content: await Promise.all(content.map((item) => inPart(item, options))) };
  }
  const { types = everyType } = options;
  if (!(types as readonly string[]).includes(part.type)) return part;
  const { source } = part as unknown as MediaPart;
  const known = await fetchSource(source, options);
  return known === source ? part : { ...part, source: known };
}

/** The bytes behind a link; what is no link stays as it is. */
export async function fetchSource(source: MediaSource, options: FetchChatMediaOptions): Promise<MediaSource> {
  if (!('url' in source) || !/^https?:\/\//i.test(source.url)) return source;
  if (options.keeps?.(new URL(source.url))) return source;
  const { data, mediaType } = await fetchMedia(source.url, options);
  return { data, mediaType: source.mediaType ?? mediaType?.split(';', 1)[0]?.trim() ?? 'application/octet-stream' };
}
