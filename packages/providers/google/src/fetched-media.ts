// Links that the vendor would have to fetch, fetched here: not every model takes plain links.
import { type FetchedMediaOptions, fetchChatMedia, type HandledOperation } from '@kit/http';

/** An operation whose requests carry bytes instead of links. `inspect` shows them as they were given: it asks nobody. */
export function withFetchedMedia<K extends 'chat' | 'stream'>(
  operation: HandledOperation<K>,
  options: FetchedMediaOptions,
): HandledOperation<K> {
  return {
    ...operation,
    async handle(call, exchange) {
      const request = await fetchChatMedia(call.request, { ...options, context: call.context, keeps });
      return operation.handle({ ...call, request }, exchange);
    },
  };
}

/** The vendor's own files and YouTube are always the vendor's to fetch. */
function keeps({ hostname }: URL): boolean {
  return ['youtu.be', 'youtube.com', 'googleapis.com'].some(
    (home) => hostname === home || hostname.endsWith(`.${home}`),
  );
}
