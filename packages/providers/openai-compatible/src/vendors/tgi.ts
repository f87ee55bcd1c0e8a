// Text Generation Inference: what its router refuses, and its own spelling of an answer's form.
import type { JsonObject } from '@kit/core';
import type { OpenaiDialect } from '@kit/transformer-openai';
import { recordOf } from '@kit/wire';
import { tgiRules } from '../capabilities.ts';

export const tgiDialect: OpenaiDialect = {
  chat: {
    fields: { n: false, parallelToolCalls: false, user: false },
    // One spelling for JSON with and without a schema: { type: 'json', value }.
    jsonMode: 'schema',
    body: withJsonValue,
    rules: tgiRules,
  },
};

/** `{ json_schema: { schema } }` → `{ type: 'json', value: schema }`, which old and new routers take. */
function withJsonValue(body: JsonObject): JsonObject {
  const schema = recordOf(recordOf(body.response_format)?.json_schema)?.schema;
  if (schema === undefined) return body;
  return { ...body, response_format: { type: 'json', value: schema as JsonObject } };
}
