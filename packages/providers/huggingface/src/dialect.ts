// In what the router and the engines differ from OpenAI.
import type { JsonValue, Model } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { chatRules } from './capabilities.ts';
import type { InferenceEngine } from './options.ts';

/** Parameters that a host does not take it refuses itself: the router passes on what it gets. */
export const dialect: OpenaiDialect = compatibleDialect({
  chat: { metaFields: ['system_fingerprint', 'x_groq', 'service_tier'], rules: chatRules },
  models: { row: hostedModel },
});

export function dialectOf(engine: InferenceEngine): OpenaiDialect {
  // Text Generation Inference spells schemas otherwise.
  return engine === 'tgi' ? compatibleDialect(dialect, { chat: { jsonSchema: 'value' } }) : dialect;
}

/** A row of the router's list names the hosts of a model, each with its window and its prices. */
function hostedModel(row: JsonRecord): Partial<Model> {
  const hosts = arrayOf(row.providers)
    .map(recordOf)
    .filter((host) => host !== undefined);
  const window = Math.max(0, ...hosts.map((host) => numberOf(host.context_length) ?? 0));
  const input = arrayOf(recordOf(row.architecture)?.input_modalities).filter((kind) => typeof kind === 'string');
  const can = (field: string) => hosts.some((host) => host[field] === true);
  const capabilities = [
    ...(can('supports_tools') ? ['tools'] : []),
    ...(can('supports_structured_output') ? ['json-schema'] : []),
  ];
  const status = hosts.map((host) => stringOf(host.status)).find((word) => word !== undefined);
  return {
    ...(window > 0 && { contextWindow: window }),
    ...(input.length > 0 && { input }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(status !== undefined && { status }),
    ...(hosts.length > 0 && { providers: hosts as JsonValue }),
  };
}
