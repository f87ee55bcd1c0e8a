// What Zhipu's models take. Ids that are not known are treated as the newest.
import type { ChatRequest, JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, { user }: ChatRequest): ChatRules {
  const version = versionOf(model);
  return {
    ...(version !== undefined && !sees(model) && { images: false, videos: false }),
    ...reasoningRules(version),
    // Others are refused.
    ...(user !== undefined && (user.length < 6 || user.length > 128) && { fields: { user: false } }),
  };
}

/** GLM-4.5 → 4.5; undefined for other families. */
function versionOf(model: string): number | undefined {
  const [, version] = /^glm-(\d+(?:\.\d)?)/i.exec(model) ?? [];
  return version === undefined ? undefined : Number(version);
}

/** `glm-4.5v`, `glm-5v-turbo`, `glm-4v-plus`. */
const sees = (model: string) => /^glm-[\d.]+v/i.test(model);

/** On unless it is switched off; from GLM-5 on in degrees; before 4.5 not at all. */
function reasoningRules(version: number | undefined): ChatRules {
  if (version === undefined || version >= 5) return { reasoningRequest: 'thinking' };
  if (version < 4.5) return { reasoningEfforts: [] };
  return { reasoningRequest: switched };
}

function switched(_: ReasoningOptions, effort: string | undefined): JsonObject {
  return effort === undefined ? {} : { thinking: { type: effort === 'none' ? 'disabled' : 'enabled' } };
}

/** Before GLM-4.6 arguments come whole. */
export const streamsArguments = (model: string): boolean => (versionOf(model) ?? 5) >= 4.6;
