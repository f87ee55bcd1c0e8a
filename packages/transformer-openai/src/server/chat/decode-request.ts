// A body of chat completions as a unified request. What has no unified field travels in `vendor['openai-chat']`.
import type {
  ChatRequest,
  JsonObject,
  JsonSchema,
  JsonValue,
  OutputFormat,
  ServerRequestOptions,
  Tool,
  ToolChoice,
} from '@kit/core';
import { isRecord, type JsonRecord, numberOf, stringOf } from '@kit/wire';
import { vendorOf, WireFields, wrong } from '../wire-fields.ts';
import { decodeMessages } from './decode-messages.ts';

export const chatWire = 'openai-chat';

/** @throws KitError `invalid-request` with the wire's field name. */
export function decodeChatRequest(body: unknown, { model }: ServerRequestOptions = {}): ChatRequest {
  const fields = new WireFields(body);
  const own: Record<string, JsonValue> = {};
  const messages = decodeMessages(fields.list('messages'));
  const asked = fields.string('model') ?? model;
  const request: ChatRequest = {
    ...(asked !== undefined && { model: asked }),
    messages,
    ...tokenLimit(fields),
    ...numbers(fields),
    ...stops(fields, own),
    ...logprobs(fields),
    ...tools(fields, own),
    ...output(fields, own),
    ...reasoning(fields, own),
    ...endUser(fields, own),
    ...promptCache(fields, own),
    ...metadata(fields, own),
    ...defined('serviceTier', fields.string('service_tier')),
  };
  fields.take('stream');
  return { ...request, ...vendorOf(chatWire, { ...own, ...fields.rest() }) };
}

function defined<K extends keyof ChatRequest>(field: K, value: ChatRequest[K] | undefined): Partial<ChatRequest> {
  return value === undefined ? {} : { [field]: value };
}

function tokenLimit(fields: WireFields): Partial<ChatRequest> {
  const older = fields.count('max_tokens');
  return defined('maxTokens', fields.count('max_completion_tokens') ?? older);
}

function numbers(fields: WireFields): Partial<ChatRequest> {
  return {
    ...defined('temperature', fields.number('temperature')),
    ...defined('topP', fields.number('top_p')),
    ...defined('seed', fields.number('seed')),
    ...defined('presencePenalty', fields.number('presence_penalty')),
    ...defined('frequencyPenalty', fields.number('frequency_penalty')),
    ...defined('n', fields.count('n')),
    ...defined('parallelToolCalls', fields.boolean('parallel_tool_calls')),
  };
}

/** An empty list stops nowhere: there is nothing to unify. */
function stops(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const given = fields.strings('stop');
  if (given === undefined || given.length > 0) return defined('stop', given);
  own.stop = given;
  return {};
}

function logprobs(fields: WireFields): Partial<ChatRequest> {
  const asked = fields.boolean('logprobs');
  const alternatives = fields.count('top_logprobs');
  if (asked !== true) return {};
  return { logprobs: alternatives ?? true };
}

function tools(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const listed = (fields.list('tools') ?? []).map((tool, index) => decodeTool(tool, `tools[${index}]`));
  const older = (fields.list('functions') ?? []).map((tool, index) =>
    decodeTool({ type: 'function', function: tool }, `functions[${index}]`),
  );
  const all = [...listed, ...older];
  const choice = toolChoice(fields.take('tool_choice') ?? olderChoice(fields.take('function_call')), own);
  return { ...(all.length > 0 && { tools: all }), ...(choice !== undefined && { toolChoice: choice }) };
}

function olderChoice(value: unknown): unknown {
  return isRecord(value) ? { type: 'function', function: value } : value;
}

function decodeTool(value: unknown, at: string): Tool {
  if (!isRecord(value)) throw wrong(at, 'expected an object');
  const { type = 'function', function: given, ...more } = value;
  if (typeof type !== 'string') throw wrong(`${at}.type`, 'expected a string');
  if (type !== 'function')
    return {
      type: 'hosted',
      name: type,
      options: { ...(given !== undefined && { function: given as JsonValue }), ...(more as JsonObject) },
    };
  if (!isRecord(given)) throw wrong(`${at}.function`, 'expected an object');
  const { name, description, parameters, strict, ...rest } = given;
  if (typeof name !== 'string' || name === '') throw wrong(`${at}.function.name`, 'expected a non-empty string');
  if (parameters !== undefined && parameters !== null && !isRecord(parameters))
    throw wrong(`${at}.function.parameters`, 'expected a JSON Schema object');
  const extra: JsonObject = {
    ...(Object.keys(rest).length > 0 && { function: rest as JsonObject }),
    ...(more as JsonObject),
  };
  return {
    name,
    ...(typeof description === 'string' && { description }),
    ...(isRecord(parameters) && { parameters: parameters as JsonSchema }),
    ...(strict === true && { strict }),
    ...vendorOf(chatWire, extra),
  };
}

function toolChoice(value: unknown, own: Record<string, JsonValue>): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === 'auto' || value === 'none' || value === 'required') return value;
  if (value === 'any') return 'required';
  const name =
    isRecord(value) && value.type === 'function' && isRecord(value.function) ? value.function.name : undefined;
  if (typeof name === 'string') return { name };
  if (!isRecord(value)) throw wrong('tool_choice', `expected "auto", "none", "required" or an object`);
  // Allowed tools, custom tools: only this wire can say it.
  own.tool_choice = value as JsonValue;
  return undefined;
}

function output(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const format = fields.record('response_format');
  if (!format) return {};
  if (format.type === 'text') return { output: { type: 'text' } };
  if (format.type === 'json_object' && Object.keys(format).length === 1) return { output: { type: 'json' } };
  const wrapper = format.json_schema;
  if (format.type !== 'json_schema' || !isRecord(wrapper) || !isRecord(wrapper.schema)) {
    if (format.type === 'json_schema') throw wrong('response_format.json_schema', 'expected an object with a schema');
    own.response_format = format as JsonValue;
    return {};
  }
  const { name, description, schema, strict, ...more } = wrapper;
  // An explicit `false` cannot be told from silence once it is unified.
  if (strict === false || Object.keys(more).length > 0 || Object.keys(format).length > 2)
    own.response_format = format as JsonValue;
  const unified: OutputFormat = {
    type: 'json-schema',
    schema: schema as JsonSchema,
    ...(typeof name === 'string' && { name }),
    ...(typeof description === 'string' && { description }),
    strict: strict === true,
  };
  return { output: unified };
}

/** `reasoning_effort`; OpenRouter's clients say `reasoning: { effort | max_tokens, exclude }`. */
function reasoning(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const effort = fields.string('reasoning_effort');
  const asked = fields.record('reasoning');
  if (!asked) return effort === undefined ? {} : { reasoning: { effort } };
  const { effort: word, max_tokens: tokens, exclude, ...more } = asked;
  if (Object.keys(more).length > 0) own.reasoning = asked as JsonValue;
  const known = effort ?? stringOf(word);
  const budgetTokens = numberOf(tokens);
  return {
    reasoning: {
      ...(known !== undefined && { effort: known }),
      ...(budgetTokens !== undefined && { budgetTokens }),
      ...(exclude === true && { summary: 'none' as const }),
    },
  };
}

/** `user` is the older name of `safety_identifier`; it stays what it was for servers of this wire. */
function endUser(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const older = fields.string('user');
  const user = fields.string('safety_identifier');
  if (older !== undefined) {
    own.user = older;
    if (user !== undefined) own.safety_identifier = user;
  }
  return defined('user', user ?? older);
}

function promptCache(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const key = fields.string('prompt_cache_key');
  const options: JsonRecord = fields.record('prompt_cache_options') ?? {};
  const { ttl, ...more } = options;
  if (Object.keys(more).length > 0) own.prompt_cache_options = options as JsonValue;
  if (key === undefined && typeof ttl !== 'string') return {};
  return { promptCache: { ...(key !== undefined && { key }), ...(typeof ttl === 'string' && { ttl }) } };
}

function metadata(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const given = fields.record('metadata');
  if (!given) return {};
  if (Object.values(given).every((value) => typeof value === 'string'))
    return { metadata: given as Record<string, string> };
  own.metadata = given as JsonValue;
  return {};
}
