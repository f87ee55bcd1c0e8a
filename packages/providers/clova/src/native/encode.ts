// A body of chat completions in CLOVA Studio's words.
import { type JsonObject, type JsonValue, KitError, type WireRequest } from '@kit/core';
import type { TranslationAsk } from '@kit/transformer-openai/chat';
import { arrayOf, isRecord, type JsonRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { isFirstVersion, thinks } from '../capabilities.ts';

/** Fewer tokens are refused beside functions. */
const leastWithTools = 1_024;

export function nativeRequest(body: JsonObject, { request, context, stream, warn }: TranslationAsk): WireRequest {
  const { model = '' } = request;
  const { model: _, stream: __, messages, tools, tool_choice: choice, response_format: format, stop, ...rest } = body;
  const functions = toolsOf(arrayOf(tools), warn);
  const turns = arrayOf(messages).filter(isRecord).map(turnOf);
  if (functions.length > 0 && turns.some(hasPicture))
    throw new KitError('unsupported', 'CLOVA Studio takes pictures or functions, not both in one request.', {
      provider: context.provider,
      field: 'tools',
    });
  const value: Record<string, JsonValue> = {
    messages: turns,
    ...settings(rest, functions.length > 0, { model, warn }),
    ...(stop !== undefined && {
      [isFirstVersion(model) ? 'stopBefore' : 'stop']: typeof stop === 'string' ? [stop] : stop,
    }),
    ...(functions.length > 0 && { tools: functions }),
    ...(choice !== undefined && { toolChoice: choice }),
    ...formatOf(recordOf(format)),
  };
  if (thinks(model) && (functions.length > 0 || value.responseFormat !== undefined)) withoutThinking(value, warn);
  return {
    headers: {
      // What is accepted says whether the answer is streamed.
      accept: stream ? 'text/event-stream' : 'application/json',
      'x-ncp-clovastudio-request-id': context.environment.id(),
    },
    body: { type: 'json', value },
  };
}

function settings(
  given: JsonObject,
  hasTools: boolean,
  { model, warn }: { readonly model: string; readonly warn: TranslationAsk['warn'] },
): JsonObject {
  const { temperature, topK, ...rest } = given;
  const atMost = (value: JsonValue | undefined, most: number, feature: string) => {
    if (typeof value !== 'number' || value <= most) return value;
    warn(feature, `At most ${most}, which was sent.`);
    return most;
  };
  const field = thinks(model) ? 'maxCompletionTokens' : 'maxTokens';
  const asked = rest[field];
  const isShort = hasTools && (typeof asked !== 'number' || asked < leastWithTools);
  if (isShort && asked !== undefined)
    warn('maxTokens', `Beside functions at least ${leastWithTools} are wanted, which was sent.`);
  return defined({
    ...rest,
    temperature: atMost(temperature, 1, 'temperature'),
    topK: atMost(topK, 128, 'topK'),
    ...(isShort && { [field]: leastWithTools }),
  });
}

/** Functions and schemas go with a model that does not think. */
function withoutThinking(value: Record<string, JsonValue>, warn: TranslationAsk['warn']): void {
  const effort = recordOf(value.thinking)?.effort;
  if (effort !== undefined && effort !== 'none')
    warn('reasoning.effort', 'Functions and schemas exclude thinking; "none" was sent.');
  value.thinking = { effort: 'none' };
}

function turnOf(message: JsonRecord): JsonObject {
  const { role, content, tool_calls: calls, tool_call_id: id, ...rest } = message;
  if (role === 'tool') return { role, toolCallId: stringOf(id) ?? '', content: textOf(content) };
  const called = arrayOf(calls).filter(isRecord).map(callOf);
  return {
    ...(rest as JsonObject),
    role: String(role),
    content: Array.isArray(content) ? content.filter(isRecord).map(partOf) : (stringOf(content) ?? ''),
    ...(called.length > 0 && { toolCalls: called }),
  };
}

/** Links and data have fields of their own. */
function partOf(part: JsonRecord): JsonObject {
  if (part.type !== 'image_url') return part as JsonObject;
  const url = stringOf(recordOf(part.image_url)?.url) ?? '';
  return url.startsWith('data:')
    ? { type: 'image_url', dataUri: { data: url } }
    : { type: 'image_url', imageUrl: { url } };
}

const hasPicture = ({ content }: JsonObject) => arrayOf(content).some((part) => recordOf(part)?.type === 'image_url');

const textOf = (content: unknown): string =>
  stringOf(content) ??
  arrayOf(content)
    .map((part) => stringOf(recordOf(part)?.text) ?? '')
    .join('\n');

/** Arguments are objects. */
function callOf(call: JsonRecord): JsonObject {
  const called = recordOf(call.function);
  const told = parseJson(stringOf(called?.arguments) ?? '');
  return {
    id: stringOf(call.id) ?? '',
    type: 'function',
    function: { name: stringOf(called?.name) ?? '', arguments: (isRecord(told) ? told : {}) as JsonObject },
  };
}

/** A description is required. */
function toolsOf(tools: readonly unknown[], warn: TranslationAsk['warn']): JsonObject[] {
  return tools.flatMap((tool, at) => {
    const described = recordOf(recordOf(tool)?.function);
    if (!described) {
      warn(`tools[${at}]`, 'CLOVA Studio runs no tools of its own; left out.');
      return [];
    }
    const name = stringOf(described.name) ?? '';
    return [
      {
        type: 'function',
        function: { ...described, description: stringOf(described.description) ?? name } as JsonObject,
      },
    ];
  });
}

function formatOf(format: JsonRecord | undefined): JsonObject {
  const schema = recordOf(format?.json_schema)?.schema;
  return schema === undefined ? {} : { responseFormat: { type: 'json', schema: schema as JsonValue } };
}

function defined(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
