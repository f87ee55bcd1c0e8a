// Links to media, fetched here: Bedrock takes bytes alone.
import type { AnyProvider, Call, ChatRequest, Handler, VideoRequest } from '@kit/core';
import { type FetchedMediaOptions, fetchChatMedia, fetchSource } from '@kit/http';

/** `inspect` shows requests as they were given: it asks nobody. */
export function withFetchedMedia<P extends AnyProvider>(provider: P, options: FetchedMediaOptions): P {
  const handlers: Record<string, Handler> = { ...provider.handlers };
  for (const operation of ['chat', 'stream', 'countTokens']) {
    const handler = handlers[operation];
    if (!handler) continue;
    handlers[operation] = async (call) => {
      const request = await fetchChatMedia(call.request as ChatRequest, { ...options, context: call.context });
      return handler({ ...call, request } as Call);
    };
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
    const fetched = await fetchSource(image, { ...options, context: call.context });
    return video({ ...call, request: { ...(call.request as VideoRequest), image: fetched } } as Call);
  };
