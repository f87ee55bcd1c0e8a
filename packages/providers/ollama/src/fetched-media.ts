// Links to images, fetched here: the server takes bytes alone.
import type { CallContext, ChatRequest, Message, OperationDeclaration, ToolResultPart } from '@kit/core';
import { type FetchMediaOptions, fetchMedia, type HandledOperation } from '@kit/http';
import type { ModelOperations } from './apis.ts';

export type FetchedMediaOptions = Pick<FetchMediaOptions, 'maxBytes' | 'allowPrivate' | 'transport'>;

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
    handle: async (call, exchange) =>
      exchange.run({ ...call, request: await withBytes(call.request, call.context, options) }, declaration),
  };
}

async function withBytes(
  request: ChatRequest,
  context: CallContext,
  options: FetchedMediaOptions,
): Promise<ChatRequest> {
  const messages = request.messages.map((message) => inMessage(message, { ...options, context }));
  return { ...request, messages: await Promise.all(messages) };
}

async function inMessage(message: Message, options: FetchMediaOptions): Promise<Message> {
  if (typeof message.content === 'string' || message.role === 'system') return message;
  const content = await Promise.all(message.content.map((part) => inPart(part, options)));
  return { ...message, content } as Message;
}

async function inPart<P extends { readonly type: string }>(part: P, options: FetchMediaOptions): Promise<P> {
  if (part.type === 'tool-result') {
    const { content } = part as unknown as ToolResultPart;
    if (typeof content === 'string') return part;
    return { ...part, content: await Promise.all(content.map((item) => inPart(item, options))) };
  }
  const { source } = part as { readonly source?: { readonly url?: string; readonly mediaType?: string } };
  if (part.type !== 'image' || source?.url === undefined || !/^https?:\/\//i.test(source.url)) return part;
  const { data, mediaType } = await fetchMedia(source.url, options);
  return { ...part, source: { data, mediaType: source.mediaType ?? mediaType ?? 'application/octet-stream' } };
}
