// A unified answer → `GenerateContentResponse`.
import type { ChatChoice, ChatResponse, JsonObject, JsonValue } from '@kit/core';
import { encodeLogprobs, encodeMessageData, encodeUsage, finishWord, promptFeedbackOf } from './encode-answer.ts';
import { encodeAnswerPart } from './encode-parts.ts';

export function encodeChatResponse(response: ChatResponse): JsonObject {
  const { meta, usage, choices } = response;
  const feedback = promptFeedbackOf(response.message.vendor);
  const isBlocked = feedback !== undefined && response.text === '' && response.toolCalls.length === 0;
  const usageMetadata = encodeUsage(usage);
  return {
    // A blocked prompt has no candidate.
    ...(isBlocked ? { promptFeedback: feedback } : { candidates: choices.map(encodeChoice) }),
    ...(usageMetadata && { usageMetadata }),
    ...replyFields(meta),
  };
}

export function replyFields({
  model,
  requestedModel,
  responseId,
}: {
  model?: string | undefined;
  requestedModel?: string | undefined;
  responseId?: string | undefined;
}): JsonObject {
  const modelVersion = model ?? requestedModel;
  return { ...(modelVersion !== undefined && { modelVersion }), ...(responseId !== undefined && { responseId }) };
}

function encodeChoice({ index, message, finishReason, rawFinishReason, logprobs }: ChatChoice): JsonObject {
  const content =
    typeof message.content === 'string' ? [{ type: 'text' as const, text: message.content }] : message.content;
  const cited = content.flatMap((part) =>
    part.type === 'text' ? [{ text: part.text, citations: part.citations ?? [] }] : [],
  );
  return {
    content: { role: 'model', parts: content.flatMap((part) => encodeAnswerPart(part) ?? []) as JsonValue[] },
    finishReason: finishWord(finishReason, rawFinishReason),
    index,
    ...encodeLogprobs(logprobs),
    ...encodeMessageData(message.vendor, cited),
  };
}
