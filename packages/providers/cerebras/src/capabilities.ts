// What Cerebras' models take. Ids that are not known are treated as the newest.
import type { ChatRequest, JsonObject, ReasoningOptions } from '@kit/core';
import type { ChatRules } from '@kit/transformer-openai';

export function chatRules(model: string, request: ChatRequest): ChatRules {
  return { ...familyRules(model.toLowerCase(), request), ...(hasMixedStrictness(request) && { strictTools: false }) };
}

function familyRules(name: string, { output }: ChatRequest): ChatRules {
  if (name.includes('gpt-oss'))
    return { images: false, reasoningEfforts: ['low', 'medium', 'high'], reasoningRequest: format };
  if (name.includes('glm')) {
    return {
      images: false,
      thinkTags: {},
      reasoningRequest: switched,
      // Its template knows thoughts of earlier turns only inside of the text.
      reasoningReplay: 'think-tags',
      // It answers by the schema and then repeats a call that has its result already.
      callsBehindJson: output === undefined || output.type === 'text',
    };
  }
  if (name.includes('qwen')) return { images: false, thinkTags: {}, reasoningRequest: format };
  // Retired: refuse a forced choice, and a response format beside tools.
  if (name.includes('llama'))
    return { images: false, reasoningRequest: false, toolChoices: ['auto', 'none'], outputWithTools: false };
  return { reasoningRequest: format };
}

/** `reasoning_format` takes thoughts out of the text; hidden ones are counted all the same. */
function format({ summary }: ReasoningOptions, effort: string | undefined): JsonObject {
  return {
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(effort !== 'none' && { reasoning_format: summary === 'none' ? 'hidden' : 'parsed' }),
  };
}

/** GLM thinks, or does not: `none` is its only word. */
function switched(options: ReasoningOptions, effort: string | undefined): JsonObject {
  return format(options, effort === 'none' ? effort : undefined);
}

/** The tools of one request must all be strict, or none of them. */
function hasMixedStrictness({ tools = [] }: ChatRequest): boolean {
  const strict = tools.filter((tool) => tool.type !== 'hosted' && tool.strict === true);
  return strict.length > 0 && strict.length < tools.length;
}
