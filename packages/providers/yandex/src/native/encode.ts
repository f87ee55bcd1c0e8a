// A body of chat completions in the native words.
import type { JsonObject, JsonValue, WireRequest } from '@kit/core';
import type { TranslationAsk } from '@kit/transformer-openai/chat';
import { arrayOf, isRecord, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import type { ModelUri } from '../model-uri.ts';

export function nativeRequest(body: JsonObject, { warn, stream }: TranslationAsk, uri: ModelUri): WireRequest {
  const {
    model,
    messages,
    stream: _,
    temperature,
    max_tokens: maxTokens,
    reasoning_mode: mode,
    tools,
    tool_choice: choice,
    parallel_tool_calls: parallel,
    response_format: format,
    completionOptions,
    ...own
  } = body;
  const value = {
    modelUri: uri('gpt', stringOf(model)),
    completionOptions: {
      stream,
      ...(temperature !== undefined && { temperature: within(temperature, warn) }),
      // Integers of 64 bits are texts there.
      ...(maxTokens !== undefined && { maxTokens: String(maxTokens) }),
      ...(mode !== undefined && { reasoningOptions: { mode } }),
      ...recordOf(completionOptions),
    },
    messages: turnsOf(arrayOf(messages)),
    ...(tools !== undefined && { tools: arrayOf(tools).flatMap((tool, at) => toolOf(tool, at, warn)) }),
    ...(choice !== undefined && { toolChoice: choiceOf(choice) }),
    ...(parallel !== undefined && { parallelToolCalls: parallel }),
    ...formatOf(recordOf(format)),
    ...own,
  } as JsonObject;
  return { body: { type: 'json', value } };
}

function within(temperature: JsonValue, warn: TranslationAsk['warn']): JsonValue {
  if (typeof temperature !== 'number' || temperature <= 1) return temperature;
  warn('temperature', 'At most 1, which was sent.');
  return 1;
}

/** A message has a text, calls, or results: one of them. Results find their calls by the function's name. */
function turnsOf(messages: readonly unknown[]): JsonObject[] {
  const names = new Map<string, string>();
  const turns: JsonObject[] = [];
  let results: JsonObject[] | undefined;
  for (const message of messages.filter(isRecord)) {
    const content = stringOf(message.content) ?? textOf(message.content);
    if (message.role === 'tool') {
      const name = stringOf(message.name) ?? names.get(stringOf(message.tool_call_id) ?? '') ?? '';
      if (!results) {
        results = [];
        turns.push({ role: 'user', toolResultList: { toolResults: results } });
      }
      results.push({ functionResult: { name, content } });
      continue;
    }
    results = undefined;
    const calls = arrayOf(message.tool_calls).filter(isRecord);
    if (content !== '' || calls.length === 0) turns.push({ role: String(message.role), text: content });
    if (calls.length > 0)
      turns.push({ role: 'assistant', toolCallList: { toolCalls: calls.map((call) => callOf(call, names)) } });
  }
  return turns;
}

function callOf(call: JsonRecord, names: Map<string, string>): JsonObject {
  const called = recordOf(call.function);
  const name = stringOf(called?.name) ?? '';
  names.set(stringOf(call.id) ?? '', name);
  const told = parseJson(stringOf(called?.arguments) ?? '');
  return { functionCall: { name, arguments: (isRecord(told) ? told : {}) as JsonObject } };
}

const textOf = (parts: unknown) =>
  arrayOf(parts)
    .map((part) => stringOf(recordOf(part)?.text) ?? '')
    .join('\n');

function toolOf(tool: unknown, at: number, warn: TranslationAsk['warn']): JsonObject[] {
  const { type, function: described, ...rest } = recordOf(tool) ?? {};
  if (isRecord(described)) return [{ ...rest, function: described } as JsonObject];
  warn(`tools[${at}]`, `The native wire has no tool "${String(type)}" of the vendor's; left out.`);
  return [];
}

function choiceOf(choice: JsonValue): JsonObject {
  if (typeof choice === 'string') return { mode: choice.toUpperCase() };
  return { functionName: stringOf(recordOf(recordOf(choice)?.function)?.name) ?? '' };
}

function formatOf(format: JsonRecord | undefined): JsonObject {
  if (!format) return {};
  const schema = recordOf(format.json_schema)?.schema;
  return schema === undefined ? { jsonObject: true } : { jsonSchema: { schema: schema as JsonValue } };
}
