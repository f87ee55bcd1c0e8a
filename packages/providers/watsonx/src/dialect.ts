// In what watsonx differs from OpenAI: other names in the body, the owner of the request, a path of its own for streams.
import type { ChatRequest, JsonObject, Warning } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { chatRules } from './capabilities.ts';
import { deploymentOf } from './endpoint.ts';
import { type Owner, requireOwner } from './options.ts';

/** The wire of the service itself. */
export function nativeDialect(owner: Owner): OpenaiDialect {
  return compatibleDialect({
    chat: {
      path: '/text/chat',
      fields: { user: false, parallelToolCalls: false },
      strictOutput: true,
      audio: false,
      videos: true,
      streamUsage: false,
      metaFields: ['model_version', 'system'],
      finishReasons: { cancelled: 'other', time_limit: 'length' },
      replyWarnings: warningsOf,
      body: (body, request) => nativeBody(body, request, owner),
      rules: chatRules,
    },
    transcribe: {
      path: '/audio/transcriptions',
      translatePath: false,
      urlField: false,
      fileIdField: false,
      fields: { prompt: false, temperature: false },
      timestamps: [],
      streams: false,
      ...(owner && { extra: { ...owner } }),
    },
  });
}

/** The model gateway: OpenAI's wire for models of other vendors behind IBM. */
export const gatewayDialect: OpenaiDialect = compatibleDialect({
  chat: { strictOutput: true, strictTools: true, rules: chatRules },
});

/** A deployment has its model and its owner already. `tool_choice` is for a named function alone. */
function nativeBody(body: JsonObject, { model }: ChatRequest, owner: Owner): JsonObject {
  const { model: _, stream: __, tool_choice: choice, ...rest } = body;
  const whose = deploymentOf(model) === undefined ? { model_id: model, ...requireOwner(owner) } : {};
  const chosen =
    choice === undefined ? {} : typeof choice === 'string' ? { tool_choice_option: choice } : { tool_choice: choice };
  return { ...whose, ...rest, ...chosen } as JsonObject;
}

/** `system.warnings` of a 200: a model's licence, its end of life. */
function warningsOf({ system }: JsonRecord): Warning[] {
  return arrayOf(recordOf(system)?.warnings)
    .filter(isRecord)
    .map(({ message, id }) => ({ feature: stringOf(id) ?? 'model', detail: stringOf(message) ?? 'The vendor warns.' }));
}
