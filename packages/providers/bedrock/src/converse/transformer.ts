// Chat over Converse: whole and streamed. Streams need the codec, which is loaded with the first of them.
import type { OperationDeclaration, StreamTransformer, Transformer } from '@kit/core';
import { type BaseModels, modelPath } from '../model-id.ts';
import { decodeConverse } from './decode-response.ts';
import { type ConverseState, encodeConverse } from './encode-request.ts';

export function chatTransformer(baseModels?: BaseModels): Transformer<'chat', ConverseState> {
  return {
    encode: (request, context) => encodeConverse(request, context, 'converse', baseModels),
    decode: decodeConverse,
  };
}

export async function streamTransformer(baseModels?: BaseModels): Promise<StreamTransformer<'stream', ConverseState>> {
  const { converseStreamDecoder } = await import('./stream-decoder.ts');
  return {
    framing: 'bytes',
    encode: (request, context) => encodeConverse(request, context, 'converse-stream', baseModels),
    decoder: converseStreamDecoder,
  };
}

export function chatDeclaration(baseModels: BaseModels | undefined): OperationDeclaration<'chat'> {
  return {
    endpoint: { path: ({ model }) => modelPath(model, 'converse'), headers: { accept: 'application/json' } },
    transformer: chatTransformer(baseModels) as Transformer<'chat'>,
  };
}

export async function streamDeclaration(baseModels: BaseModels | undefined): Promise<OperationDeclaration<'stream'>> {
  return {
    endpoint: {
      path: ({ model }) => modelPath(model, 'converse-stream'),
      headers: { accept: 'application/vnd.amazon.eventstream' },
    },
    streamTransformer: (await streamTransformer(baseModels)) as StreamTransformer<'stream'>,
  };
}
