// Token counts and the list of models, for clients of this wire.
import type {
  CountTokensRequest,
  CountTokensResponse,
  JsonValue,
  Model,
  ModelsRequest,
  ModelsResponse,
  ServerFace,
} from '@kit/core';
import { numberOf, recordOf } from '@kit/wire';
import { decodeRequest } from './decode-request.ts';

/** `POST /messages/count_tokens`. */
export const countTokensFace: ServerFace<'countTokens'> = {
  decodeRequest: (body, options): CountTokensRequest => decodeRequest(body, options),
  encodeResponse: ({ inputTokens }: CountTokensResponse): JsonValue => ({ input_tokens: inputTokens }),
};

/** `GET /models`: the query's fields as the body. */
export const modelsFace: ServerFace<'models'> = {
  decodeRequest(query): ModelsRequest {
    const limit = numberOf(recordOf(query)?.limit);
    return limit === undefined ? {} : { limit };
  },
  encodeResponse({ models }: ModelsResponse): JsonValue {
    return {
      data: models.map(modelRow),
      has_more: false,
      first_id: models[0]?.id ?? null,
      last_id: models.at(-1)?.id ?? null,
    };
  },
};

function modelRow({ id, name, released, maxInput, contextWindow, maxOutput }: Model): JsonValue {
  const longest = maxInput ?? contextWindow;
  return {
    type: 'model',
    id,
    display_name: name ?? id,
    created_at: `${released ?? '1970-01-01'}T00:00:00Z`,
    ...(longest !== undefined && { max_input_tokens: longest }),
    ...(maxOutput !== undefined && { max_tokens: maxOutput }),
  };
}
