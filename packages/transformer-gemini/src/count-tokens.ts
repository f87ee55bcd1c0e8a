// Counting input tokens before they are sent.
import type {
  CodecContext,
  CountTokensRequest,
  CountTokensResponse,
  Decoded,
  Encoded,
  JsonValue,
  Transformer,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';
import { encodeChatRequest } from './chat/encode-request.ts';
import { type GeminiDialect, methodPath, modelName } from './dialect.ts';
import type { Body } from './vendor-fields.ts';

export function geminiCountTokens(dialect: GeminiDialect): Transformer<'countTokens', undefined> {
  return {
    encode: (request, context) => encodeCount(request, context, dialect),
    decode: decodeCount,
  };
}

function encodeCount(request: CountTokensRequest, context: CodecContext, dialect: GeminiDialect): Encoded<undefined> {
  const { body, warnings } = encodeChatRequest(request, context, dialect);
  const { serviceTier: _tier, labels: _labels, continuationToken: _token, ...counted } = body;
  const value = dialect.countTokens === 'flat' ? flat(counted) : nested(counted, modelName(dialect, request.model));
  return {
    wire: {
      path: methodPath(dialect, request.model, 'countTokens'),
      body: { type: 'json', value: value as JsonValue },
    },
    warnings,
    state: undefined,
  };
}

/** `contents` may stand alone; everything else counts only inside a whole request. */
function nested(body: Body, model: string): Body {
  const { contents, ...rest } = body;
  return Object.keys(rest).length === 0 ? { contents } : { generateContentRequest: { model, ...body } };
}

function flat({ contents, systemInstruction, tools, generationConfig }: Body): Body {
  return {
    contents,
    ...(systemInstruction !== undefined && { systemInstruction }),
    ...(tools !== undefined && { tools }),
    ...(generationConfig !== undefined && { generationConfig }),
  };
}

function decodeCount(reply: WireReply, _state: undefined, context: CodecContext): Decoded<CountTokensResponse> {
  const inputTokens = numberOf(recordOf(reply.json())?.totalTokens);
  if (inputTokens === undefined) {
    throw new KitError('invalid-response', 'The reply has no `totalTokens`.', { provider: context.provider });
  }
  return { inputTokens };
}
