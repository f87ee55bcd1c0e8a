// A contract as transformers: how requests are written, how replies and events are read.
import {
  type ChatRequest,
  type ChatResponse,
  type CodecContext,
  type Decoded,
  type Encoded,
  foldChat,
  KitError,
  type OperationDeclaration,
  type StreamPart,
  type StreamTransformer,
  type Transformer,
  type WireHeaders,
} from '@kit/core';
import { arrayOf, recordOf } from '@kit/wire';
import { AnswerDecoder, type ReadContract } from './answer-decoder.ts';
import type { AnswerState } from './answer-reader.ts';

export interface Contract {
  readonly encode: (request: ChatRequest, context: CodecContext, stream: boolean) => Encoded<AnswerState>;
  readonly read: ReadContract;
}

export function chatTransformer({ encode, read }: Contract): Transformer<'chat', AnswerState> {
  return {
    encode: (request, context) => encode(request, context, false),
    decode: (reply, state, context) => decodeAnswer(read, reply.json(), { state, context, headers: reply.headers }),
  };
}

export function streamTransformer({ encode, read }: Contract): StreamTransformer<'stream', AnswerState> {
  return {
    framing: 'sse',
    encode: (request, context) => encode(request, context, true),
    decoder: (state, context, { headers }) => new AnswerDecoder(read, state, context, headers),
  };
}

export function chatOperations(contract: Contract): {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
} {
  const endpoint = { path: '/chat/completions' };
  return {
    chat: { endpoint, transformer: chatTransformer(contract) as Transformer<'chat'> },
    stream: { endpoint, streamTransformer: streamTransformer(contract) as StreamTransformer<'stream'> },
  };
}

interface Reading {
  readonly state: AnswerState;
  readonly context: CodecContext;
  readonly headers: WireHeaders;
}

/** A complete reply is a stream of one event: both ways give the same answer. */
export function decodeAnswer(
  read: ReadContract,
  body: unknown,
  { state, context, headers }: Reading,
): Decoded<ChatResponse> {
  const decoder = new AnswerDecoder(read, state, context, headers);
  const parts: StreamPart[] = [];
  const record = recordOf(body);
  if (record) decoder.body(record, parts);
  // A reply that is whole needs no end.
  decoder.done = arrayOf(record?.choices).length > 0 || arrayOf(record?.messages).length > 0;
  if (!decoder.end(parts))
    throw new KitError('invalid-response', 'The reply holds no answer.', { provider: context.provider });
  const fold = foldChat();
  fold.add(parts);
  const { meta: _, warnings: __, ...answer } = fold.result();
  return { ...answer, meta: decoder.meta };
}
