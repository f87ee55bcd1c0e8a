// Replies and events as chat completions.
import type { JsonObject } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

/** `{ status: { code: '20000' }, result: { message, finishReason, usage } }`. */
export function completionOf(body: unknown): unknown {
  const record = recordOf(body);
  return record?.error ? record : wholeOf(recordOf(record?.result) ?? {});
}

function wholeOf(result: JsonRecord): JsonObject | undefined {
  const message = recordOf(result.message);
  if (!message) return undefined;
  return { ...aboutOf(result), choices: [{ index: 0, message: messageOf(message), finish_reason: endOf(result) }] };
}

/** The first version has `stopReason`; a result without a reason has ended nevertheless. */
const endOf = ({ finishReason, stopReason }: JsonRecord): string =>
  stringOf(finishReason) ?? stringOf(stopReason) ?? 'stop';

/**
 * `token` events have pieces, `result` the whole answer again with its end and usage, `signal` the end of the stream. An
 * answer without pieces is told by its result.
 */
export function eventReader(): (event: unknown, name: string | undefined) => unknown {
  let hasTold = false;
  let hasCalled = false;
  return (event, name) => {
    if (!isRecord(event)) return undefined;
    if (event.data === '[DONE]') return '[DONE]';
    if (event.error) return event;
    const status = recordOf(event.status);
    if (status && status.code !== '20000') return { error: status };
    if (name === 'result' || (name === undefined && (event.usage || event.inputLength !== undefined))) {
      const whole = wholeOf(event);
      if (!whole || !hasTold) return whole;
      const message = messageOf(recordOf(event.message) ?? {});
      const delta = hasCalled || !message.tool_calls ? {} : { tool_calls: message.tool_calls };
      return { ...whole, choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: endOf(event) }] };
    }
    const message = recordOf(event.message);
    if (!message) return undefined;
    const delta = messageOf(message);
    hasTold ||= Boolean(delta.content || delta.reasoning_content || delta.tool_calls);
    hasCalled ||= delta.tool_calls !== undefined;
    return { choices: [{ index: 0, delta, finish_reason: null }] };
  };
}

function messageOf({ content, thinkingContent, toolCalls }: JsonRecord): JsonObject {
  const calls = arrayOf(toolCalls).filter(isRecord).map(callOf);
  return {
    role: 'assistant',
    content: stringOf(content) ?? '',
    ...(typeof thinkingContent === 'string' && { reasoning_content: thinkingContent }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

/** A call begins with its id and name; the pieces of its arguments have neither, and belong to the one begun last. */
function callOf(call: JsonRecord): JsonObject {
  const { name, arguments: given, partialJson } = recordOf(call.function) ?? {};
  const written = stringOf(partialJson) ?? (given === undefined || given === null ? '' : textOf(given));
  return {
    ...(typeof call.id === 'string' && { id: call.id }),
    function: { ...(typeof name === 'string' && { name }), arguments: written },
  };
}

const textOf = (given: unknown) => (typeof given === 'string' ? given : JSON.stringify(given));

function aboutOf(result: JsonRecord): JsonObject {
  const usage = usageOf(result);
  return {
    ...(result.seed !== undefined && { seed: result.seed }),
    ...(result.aiFilter !== undefined && { aiFilter: result.aiFilter }),
    ...(usage && { usage }),
  } as JsonObject;
}

function usageOf({ usage, inputLength, outputLength }: JsonRecord): JsonObject | undefined {
  const told = recordOf(usage);
  const input = numberOf(told?.promptTokens) ?? numberOf(inputLength);
  const output = numberOf(told?.completionTokens) ?? numberOf(outputLength);
  if (input === undefined && output === undefined) return undefined;
  const thinking = numberOf(recordOf(told?.completionTokensDetails)?.thinkingTokens);
  return {
    ...(input !== undefined && { prompt_tokens: input }),
    ...(output !== undefined && { completion_tokens: output }),
    ...(thinking !== undefined && { completion_tokens_details: { reasoning_tokens: thinking } }),
  };
}
