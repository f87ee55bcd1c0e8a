// chat, stream and countTokens over the native wire: everything is translated from and to chat completions.
import { KitError, type OperationDeclaration, type StreamTransformer, type Transformer } from '@kit/core';
import { compatibleChat } from '@kit/transformer-openai';
import { translatedChat } from '@kit/transformer-openai/chat';
import { recordOf } from '@kit/wire';
import type { ModelUri } from '../model-uri.ts';
import { completionOf, eventReader, finishReasons } from './decode.ts';
import { nativeRequest } from './encode.ts';
import { nativeEndpoint } from './endpoint.ts';

export interface NativeOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
  readonly countTokens: OperationDeclaration<'countTokens'>;
}

export function nativeChat(uri: ModelUri): NativeOperations {
  const { transformer, streamTransformer } = translatedChat(
    {
      ...compatibleChat,
      wire: 'yandex-native',
      fields: {
        ...compatibleChat.fields,
        topP: false,
        topK: false,
        stop: false,
        seed: false,
        presencePenalty: false,
        frequencyPenalty: false,
        n: false,
        logprobs: false,
        topLogprobs: false,
        user: false,
      },
      names: false,
      plainText: true,
      emptyContent: 'empty',
      images: false,
      audio: false,
      strictTools: true,
      strictOutput: false,
      streamUsage: false,
      reasoningRequest: (_, effort) => ({ reasoning_mode: effort === 'none' ? 'DISABLED' : 'ENABLED_HIDDEN' }),
      finishReasons,
      metaFields: ['modelVersion'],
    },
    {
      // Objects in a row, of which one may be cut anywhere.
      framing: 'json-array',
      request: (body, ask) => nativeRequest(body, ask, uri),
      reply: completionOf,
      events: eventReader,
    },
  );
  const endpoint = nativeEndpoint('/foundationModels/v1/completion');
  const counting: Transformer<'countTokens', string> = {
    encode(request, context) {
      const { wire, warnings } = transformer.encode(request, context);
      return { wire, warnings, state: '' };
    },
    decode(reply, _, { provider }) {
      const tokens = recordOf(reply.json())?.tokens;
      if (!Array.isArray(tokens) || tokens.length === 0)
        throw new KitError('invalid-response', 'The reply holds no tokens.', { provider });
      return { inputTokens: tokens.length };
    },
  };
  return {
    chat: { endpoint, transformer: transformer as Transformer<'chat'> },
    stream: { endpoint, streamTransformer: streamTransformer as StreamTransformer<'stream'> },
    countTokens: {
      endpoint: nativeEndpoint('/foundationModels/v1/tokenizeCompletion'),
      transformer: counting as Transformer<'countTokens'>,
    },
  };
}
