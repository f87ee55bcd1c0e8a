// Chat over Converse: whole and streamed.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';
import { type BaseModels, modelPath } from '../model-id.ts';
import { decodeConverse } from './decode-response.ts';
import { type ConverseState, encodeConverse } from './encode-request.ts';
import { converseStreamDecoder } from './stream-decoder.ts';

export function chatTransformer(baseModels?: BaseModels): Transformer<'chat', ConverseState> {
  return {
    encode: (request, context) => encodeConverse(request, context, 'converse', baseModels),
    decode: decodeConverse,
  };
}

export function streamTransformer(baseModels?: BaseModels): StreamTransformer<'stream', ConverseState> {
  return {
    framing: 'bytes',
    encode: (request, context) => encodeConverse(request, context, 'converse-stream', baseModels),
    decoder: converseStreamDecoder,
  };
}

export interface ConverseOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
}

export function converseOperations(baseModels?: BaseModels): ConverseOperations {
  return {
    chat: {
      endpoint: { path: ({ model }) => modelPath(model, 'converse'), headers: { accept: 'application/json' } },
      transformer: chatTransformer(baseModels) as Transformer<'chat'>,
    },
    stream: {
      endpoint: {
        path: ({ model }) => modelPath(model, 'converse-stream'),
        headers: { accept: 'application/vnd.amazon.eventstream' },
      },
      streamTransformer: streamTransformer(baseModels) as StreamTransformer<'stream'>,
    },
  };
}
