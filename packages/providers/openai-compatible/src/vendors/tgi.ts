// Text Generation Inference: what its router refuses, and its own spelling of an answer's form.
import type { ChatRequest, JsonObject } from '@kit/core';
import type { ChatRules, OpenaiDialect } from '@kit/transformer-openai';
import { recordOf } from '@kit/wire';

export const tgiDialect: OpenaiDialect = {
  chat: {
    fields: { n: false, parallelToolCalls: false, user: false },
    // One spelling for JSON with and without a schema: { type: 'json', value }.
    jsonMode: 'schema',
    body: withJsonValue,
    rules: samplingRules,
  },
};

/** A temperature of 0 and a `top_p` of 1 are refused (422); left out they mean the same. */
function samplingRules(_model: string, { temperature, topP }: ChatRequest): ChatRules {
  return {
    fields: {
      ...(temperature !== undefined && temperature <= 0 && { temperature: false }),
      ...(topP !== undefined && (topP <= 0 || topP >= 1) && { topP: false }),
    },
  };
}

/** `{ json_schema: { schema } }` → `{ type: 'json', value: schema }`, which old and new routers take. */
function withJsonValue(body: JsonObject): JsonObject {
  const schema = recordOf(recordOf(body.response_format)?.json_schema)?.schema;
  if (schema === undefined) return body;
  return { ...body, response_format: { type: 'json', value: schema as JsonObject } };
}
