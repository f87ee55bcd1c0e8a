// Models that answer by streams alone: a complete answer is what their stream comes to.
import type { Call, ChatRequest, OperationDeclaration } from '@kit/core';
import type { ShownOperation } from './definition.ts';
import { shownRequest } from './shown-request.ts';

/** `chat`, asked as a stream where the model has nothing else for the request. */
export function completeByStream(
  chat: OperationDeclaration<'chat'>,
  stream: OperationDeclaration<'stream'>,
  onlyStreams: (request: ChatRequest) => boolean,
): ShownOperation<'chat'> {
  return {
    async handle(call, exchange) {
      if (!onlyStreams(call.request)) return exchange.run(call, chat);
      const streamed = await exchange.run({ ...call, operation: 'stream' } as Call<'stream'>, stream);
      return streamed.response;
    },
    inspect: ({ request }, codec) =>
      onlyStreams(request) ? shownRequest(stream, request, codec) : shownRequest(chat, request, codec),
  };
}
