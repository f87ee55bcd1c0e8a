// Native replies and lines as chat completions.
import type { FinishReason, JsonObject } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

export const finishReasons: Readonly<Record<string, FinishReason>> = {
  ALTERNATIVE_STATUS_FINAL: 'stop',
  ALTERNATIVE_STATUS_TRUNCATED_FINAL: 'length',
  ALTERNATIVE_STATUS_CONTENT_FILTER: 'content-filter',
  ALTERNATIVE_STATUS_TOOL_CALLS: 'tool-calls',
};

/** A word that is not known ends the answer too; these do not. */
const unfinished: ReadonlySet<string> = new Set(['', 'ALTERNATIVE_STATUS_UNSPECIFIED', 'ALTERNATIVE_STATUS_PARTIAL']);

/** `{ result: { alternatives, usage, modelVersion } }`; operations have it without the wrapper, in `response`. */
export function completionOf(body: unknown): unknown {
  return read(body, (message) => ({ message }));
}

/** Each line has the whole text so far: what is new is told. */
export function eventReader(): (event: unknown) => unknown {
  const told: string[] = [];
  const called = new Set<number>();
  return (event) =>
    read(event, (message, index, isFinal) => {
      const text = stringOf(message.content) ?? '';
      const before = told[index] ?? '';
      told[index] = text;
      const calls = arrayOf(message.tool_calls);
      const areNew = calls.length > 0 && isFinal && !called.has(index);
      if (areNew) called.add(index);
      return {
        delta: {
          role: 'assistant',
          // A text that was changed afterwards cannot be taken back.
          content: text.startsWith(before) ? text.slice(before.length) : '',
          ...(areNew && { tool_calls: calls }),
        },
      } as JsonObject;
    });
}

type Choice = (message: JsonObject, index: number, isFinal: boolean) => JsonObject;

function read(body: unknown, choice: Choice): unknown {
  if (!isRecord(body)) return undefined;
  if (body.error) return body;
  const result = recordOf(body.result) ?? recordOf(body.response) ?? body;
  const usage = usageOf(recordOf(result.usage));
  return {
    modelVersion: result.modelVersion,
    choices: arrayOf(result.alternatives)
      .filter(isRecord)
      .map((alternative, index) => {
        const status = stringOf(alternative.status) ?? '';
        const isFinal = !unfinished.has(status);
        return {
          index,
          ...choice(messageOf(recordOf(alternative.message) ?? {}), index, isFinal),
          finish_reason: isFinal ? status : null,
        };
      }),
    ...(usage && { usage }),
  };
}

/** Calls have no ids, and objects for arguments. */
function messageOf({ text, toolCallList }: JsonRecord): JsonObject {
  const calls = arrayOf(recordOf(toolCallList)?.toolCalls).map((call, index) => {
    const { name, arguments: given } = recordOf(recordOf(call)?.functionCall) ?? {};
    const written = typeof given === 'string' ? given : JSON.stringify(given ?? {});
    return { index, type: 'function', function: { name: stringOf(name) ?? '', arguments: written } };
  });
  return { role: 'assistant', content: stringOf(text) ?? '', ...(calls.length > 0 && { tool_calls: calls }) };
}

/** Counts are texts. */
function usageOf(usage: JsonRecord | undefined): JsonObject | undefined {
  if (!usage) return undefined;
  const count = (field: string) => numberOf(usage[field]);
  const reasoning = numberOf(recordOf(usage.completionTokensDetails)?.reasoningTokens);
  const told = {
    prompt_tokens: count('inputTextTokens'),
    completion_tokens: count('completionTokens'),
    total_tokens: count('totalTokens'),
  };
  return {
    ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  } as JsonObject;
}
