// What DeepSeek's models take. Ids that are not known are treated as the newest.
import type { ChatRequest, FilePart, ImagePart, JsonObject } from '@kit/core';
import type { ChatRules, ResponsesRules } from '@kit/transformer-openai';

export function chatRules(model: string, request: ChatRequest): ChatRules {
  const name = model.toLowerCase();
  const sees = name.includes('vision');
  return {
    ...(thinks(name, request) && thinking(request)),
    ...(sees ? { imagePart: uploaded, filePart: uploaded, toolResultMedia: true } : { images: false }),
    fields: {
      ...(thinks(name, request) && withoutEffect),
      // 400: the first reasoner has none.
      ...(/reasoner|-r1/.test(name) && { logprobs: false, topLogprobs: false }),
      // Anything else is refused.
      ...(request.user !== undefined && !/^[A-Za-z0-9_-]{1,512}$/.test(request.user) && { user: false }),
    },
  };
}

/** A picture that lies at the vendor's. */
function uploaded({ source }: FilePart | ImagePart): JsonObject | undefined {
  return 'fileId' in source ? { type: 'file', file_id: source.fileId } : undefined;
}

/** Ignored without a word while the model thinks. */
const withoutEffect = { temperature: false, topP: false, presencePenalty: false, frequencyPenalty: false } as const;

/** Models think unless they are told not to; `deepseek-chat` is the name of one that does not. */
function thinks(name: string, { reasoning }: ChatRequest): boolean {
  if (reasoning?.effort === 'none') return false;
  return reasoning?.effort !== undefined || reasoning?.budgetTokens !== undefined || !/chat|coder|v3$/.test(name);
}

/**
 * While it thinks, a model refuses forced calls, and wants its thoughts back with every turn of a conversation that has
 * tools: empty ones where there were none.
 */
function thinking({ messages, tools = [] }: ChatRequest): ChatRules {
  const called = messages.some(
    ({ role, content }) =>
      role === 'assistant' && typeof content !== 'string' && content.some(({ type }) => type === 'tool-call'),
  );
  return {
    toolChoices: ['auto', 'none'],
    ...((called || tools.length > 0) && { reasoningReplayAlways: true }),
  };
}

export function responsesRules(model: string): ResponsesRules {
  return model.toLowerCase().includes('vision') ? {} : { images: false, files: false };
}
