// Chat in Workers AI's own words: `run/{model}`, answered in two dialects, the older `{ response }` and OpenAI's choices.
import type { JsonObject, JsonValue } from '@kit/core';
import { type ChatTranslation, translatedChat } from '@kit/transformer-openai/chat';
import { arrayOf, isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';
import { chatRulesOfNative, nativeDialect } from './native-dialect.ts';

export const translation: ChatTranslation = {
  request({ model: _, stream_options: __, response_format: format, ...body }, { request, stream, warn }) {
    if (stream && format !== undefined) warn('output', 'JSON cannot be asked for in a stream; left out.');
    const asked = stream || format === undefined ? {} : { response_format: bareFormat(format) };
    return { path: runPath(request.model ?? ''), body: { type: 'json', value: { ...body, ...asked } } };
  },
  reply: (body) => completionOf(resultOf(body)),
  events: () => {
    const reader = new NativeEvents();
    return (event) => reader.read(event);
  },
};

/** `json_schema` is the schema itself here, without OpenAI's wrapper. */
function bareFormat(format: JsonValue | undefined): JsonValue | undefined {
  const schema = recordOf(recordOf(format)?.json_schema)?.schema;
  return schema === undefined ? format : { type: 'json_schema', json_schema: schema as JsonValue };
}

/** A complete answer as a chat completion. */
export function completionOf(result: unknown): unknown {
  const record = recordOf(result);
  if (!record || Array.isArray(record.choices)) return result;
  if (record.response === undefined && !Array.isArray(record.tool_calls)) return result;
  const calls = arrayOf(record.tool_calls).filter(isRecord).filter(isCall);
  const message = {
    role: 'assistant',
    content: textOf(record.response),
    ...(calls.length > 0 && { tool_calls: calls.map(callOf) }),
  };
  return { choices: [{ index: 0, message, finish_reason: record.finish_reason ?? null }], usage: record.usage };
}

/** With a schema the answer is an object, of some models a number. */
function textOf(response: unknown): string | null {
  if (response === undefined || response === null) return null;
  return typeof response === 'string' ? response : JSON.stringify(response);
}

/** A stream may end with a call of nothing: `{ id: null, name: null, arguments: '' }`. */
function isCall(call: JsonRecord): boolean {
  const { name, arguments: given } = recordOf(call.function) ?? call;
  return Boolean(name) || (given !== undefined && given !== null && given !== '');
}

/** Flat or nested, with arguments as text or as an object. */
function callOf(call: JsonRecord, index: number): JsonObject {
  const { name, arguments: given } = recordOf(call.function) ?? call;
  const id = stringOf(call.id);
  const text = typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  return {
    index,
    ...(id && { id }),
    type: 'function',
    function: { ...(typeof name === 'string' && { name }), arguments: text },
  };
}

/** One stream: flat calls have no index, so that a name begins the next one. */
class NativeEvents {
  #calls = -1;

  read(event: unknown): unknown {
    const record = recordOf(resultOf(event));
    // Models that do not stream answer whole; failures and OpenAI's chunks are read as they are.
    if (!record || Array.isArray(record.choices) || record.error) return event;
    if (Array.isArray(record.errors) && record.errors.length > 0) return { error: record.errors[0], ...record };
    const calls = arrayOf(record.tool_calls)
      .filter(isRecord)
      .filter(isCall)
      .map((call) => callOf(call, this.#indexOf(call)));
    const content = textOf(record.response);
    const finish = stringOf(record.finish_reason);
    const delta = { ...(content !== null && { content }), ...(calls.length > 0 && { tool_calls: calls }) };
    const says = content !== null || calls.length > 0 || finish !== undefined;
    return {
      choices: says ? [{ index: 0, delta, finish_reason: finish ?? null }] : [],
      ...(record.usage !== undefined && { usage: record.usage }),
    };
  }

  #indexOf(call: JsonRecord): number {
    if (typeof call.index === 'number') return call.index;
    if (recordOf(call.function)?.name ?? call.name) this.#calls++;
    return Math.max(0, this.#calls);
  }
}

const { transformer, streamTransformer } = translatedChat({ ...nativeDialect, rules: chatRulesOfNative }, translation);
const endpoint = { path: '/run' };

export const nativeChat = {
  chat: { endpoint, transformer },
  stream: { endpoint, streamTransformer },
} as const;
