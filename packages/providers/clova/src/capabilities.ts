// What the models take. Ids that are not known are treated as the newest, which reasons.
import type { ChatRules } from '@kit/transformer-openai';

/** Models of the first version of the API, with names of their own for some fields. */
export const isFirstVersion = (model: string): boolean => /^HCX-(003|DASH-001)$/i.test(model);

/** Models that think, and write JSON by a schema. */
export const thinks = (model: string): boolean => !/^HCX-(003|005|DASH)/i.test(model);

const sees = (model: string): boolean => /^HCX-005/i.test(model) || !/^HCX-/i.test(model);

const efforts = ['none', 'low', 'medium', 'high'];

/** Over the vendor's own wire. Calls of functions: HCX-005 and later. */
export function nativeRules(model: string): ChatRules {
  return {
    images: sees(model) ? 'any' : false,
    tools: !isFirstVersion(model),
    ...(thinks(model)
      ? {
          fields: { maxTokens: 'maxCompletionTokens' },
          reasoningRequest: (_, effort) => (effort === undefined ? {} : { thinking: { effort } }),
          reasoningEfforts: efforts,
          jsonSchema: 'json_schema',
        }
      : { reasoningRequest: false, jsonSchema: 'prompt' }),
  };
}

/** Over OpenAI's wire. */
export function openaiRules(model: string): ChatRules {
  return {
    images: sees(model) ? 'any' : false,
    ...(thinks(model)
      ? { fields: { maxTokens: 'max_completion_tokens' }, reasoningEfforts: efforts }
      : { reasoningRequest: false, jsonSchema: 'prompt', jsonMode: false }),
  };
}
