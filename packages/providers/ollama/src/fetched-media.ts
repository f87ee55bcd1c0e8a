// Links to images, fetched here: the server takes bytes alone.
import type { OperationDeclaration } from '@kit/core';
import { type FetchedMediaOptions, fetchChatMedia, type HandledOperation } from '@kit/http';
import type { ModelOperations } from './apis.ts';

type Fetching = Omit<ModelOperations, 'chat' | 'stream'> & {
  readonly chat: OperationDeclaration<'chat'> | HandledOperation<'chat'>;
  readonly stream: OperationDeclaration<'stream'> | HandledOperation<'stream'>;
};

/** Chat and stream that put bytes in the place of links first, where that is wanted. */
export function withFetchedMedia(operations: ModelOperations, wanted: boolean | FetchedMediaOptions): Fetching {
  if (wanted === false) return operations;
  const options = wanted === true ? {} : wanted;
  return { ...operations, chat: fetching(operations.chat, options), stream: fetching(operations.stream, options) };
}

function fetching<K extends 'chat' | 'stream'>(
  declaration: OperationDeclaration<K>,
  options: FetchedMediaOptions,
): HandledOperation<K> {
  return {
    async handle(call, exchange) {
      const images = { ...options, context: call.context, types: ['image'] } as const;
      return exchange.run({ ...call, request: await fetchChatMedia(call.request, images) }, declaration);
    },
  };
}
