// A body of the responses wire as a unified request. What has no unified field travels in `vendor['openai-responses']`.
import type {
  ChatRequest,
  JsonObject,
  JsonSchema,
  JsonValue,
  Message,
  OutputFormat,
  ReasoningOptions,
  ServerRequestOptions,
  Tool,
  ToolChoice,
} from '@kit/core';
import { arrayOf, isRecord, stringOf } from '@kit/wire';
import { vendorOf, WireFields, wrong } from '../wire-fields.ts';
import { decodeInput } from './decode-input.ts';

export const responsesWire = 'openai-responses';

/** @throws KitError `invalid-request` with the wire's field name. */
export function decodeResponsesRequest(body: unknown, { model }: ServerRequestOptions = {}): ChatRequest {
  const fields = new WireFields(body);
  const own: Record<string, JsonValue> = {};
  const asked = fields.string('model') ?? model;
  const user = endUser(fields, own);
  const request: ChatRequest = {
    ...(asked !== undefined && { model: asked }),
    messages: messagesOf(fields),
    ...given('maxTokens', fields.count('max_output_tokens')),
    ...given('temperature', fields.number('temperature')),
    ...given('topP', fields.number('top_p')),
    ...given('parallelToolCalls', fields.boolean('parallel_tool_calls')),
    ...given('serviceTier', fields.string('service_tier')),
    ...given('user', user),
    ...tools(fields, own),
    ...format(fields, own),
    ...reasoning(fields, own),
    ...promptCache(fields, own),
    ...metadata(fields, own),
    ...logprobs(fields, own),
  };
  fields.take('stream');
  return { ...request, ...vendorOf(responsesWire, { ...own, ...fields.rest() }) };
}

function given<K extends keyof ChatRequest>(field: K, value: ChatRequest[K] | undefined): Partial<ChatRequest> {
  return value === undefined ? {} : { [field]: value };
}

function messagesOf(fields: WireFields): Message[] {
  const instructions = fields.string('instructions');
  const input = fields.take('input');
  const system: Message[] = instructions === undefined ? [] : [{ role: 'system', content: instructions }];
  if (typeof input === 'string') return [...system, { role: 'user', content: input }];
  if (!Array.isArray(input)) throw wrong('input', 'expected a string or an array of items');
  return [...system, ...decodeInput(input)];
}

function endUser(fields: WireFields, own: Record<string, JsonValue>): string | undefined {
  const older = fields.string('user');
  const user = fields.string('safety_identifier');
  if (older !== undefined) own.user = older;
  return user ?? older;
}

function tools(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const listed = (fields.list('tools') ?? []).map((tool, index) => decodeTool(tool, `tools[${index}]`));
  const choice = toolChoice(fields.take('tool_choice'), own);
  return { ...(listed.length > 0 && { tools: listed }), ...(choice !== undefined && { toolChoice: choice }) };
}

function decodeTool(value: unknown, at: string): Tool {
  if (!isRecord(value)) throw wrong(at, 'expected an object');
  const { type, name, description, parameters, strict, ...more } = value;
  if (typeof type !== 'string') throw wrong(`${at}.type`, 'expected a string');
  if (type !== 'function') {
    const options = {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...more,
    } as JsonObject;
    return { type: 'hosted', name: type, options };
  }
  if (typeof name !== 'string' || name === '') throw wrong(`${at}.name`, 'expected a non-empty string');
  return {
    name,
    ...(typeof description === 'string' && { description }),
    ...(isRecord(parameters) && { parameters: parameters as JsonSchema }),
    ...(typeof strict === 'boolean' && { strict }),
    ...vendorOf(responsesWire, more as JsonObject),
  };
}

function toolChoice(value: unknown, own: Record<string, JsonValue>): ToolChoice | undefined {
  if (value === undefined) return undefined;
  if (value === 'auto' || value === 'none' || value === 'required') return value;
  if (!isRecord(value)) throw wrong('tool_choice', 'expected "auto", "none", "required" or an object');
  if (value.type === 'function' && typeof value.name === 'string') return { name: value.name };
  if (Object.keys(value).length === 1 && typeof value.type === 'string') return { name: value.type };
  own.tool_choice = value as JsonValue;
  return undefined;
}

function format(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const text = fields.record('text');
  if (!text) return {};
  const { format: asked, ...more } = text;
  if (Object.keys(more).length > 0) own.text = more as JsonValue;
  if (!isRecord(asked) || asked.type === 'text') return {};
  if (asked.type === 'json_object') return { output: { type: 'json' } };
  if (asked.type !== 'json_schema' || !isRecord(asked.schema))
    throw wrong('text.format', 'expected type "text", "json_object" or "json_schema" with a schema');
  const unified: OutputFormat = {
    type: 'json-schema',
    schema: asked.schema as JsonSchema,
    ...(typeof asked.name === 'string' && { name: asked.name }),
    ...(typeof asked.description === 'string' && { description: asked.description }),
    strict: asked.strict === true,
  };
  return { output: unified };
}

function reasoning(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const asked = fields.record('reasoning');
  if (!asked) return {};
  const { effort, summary, generate_summary: older, ...more } = asked;
  if (Object.keys(more).length > 0) own.reasoning = more as JsonValue;
  const words = stringOf(summary) ?? stringOf(older);
  const unified: ReasoningOptions = {
    ...(typeof effort === 'string' && { effort }),
    ...(words !== undefined && { summary: words as ReasoningOptions['summary'] }),
  };
  return Object.keys(unified).length > 0 ? { reasoning: unified } : {};
}

function promptCache(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const key = fields.string('prompt_cache_key');
  const options = fields.record('prompt_cache_options') ?? {};
  const { ttl, ...more } = options;
  if (Object.keys(more).length > 0) own.prompt_cache_options = options as JsonValue;
  if (key === undefined && typeof ttl !== 'string') return {};
  return { promptCache: { ...(key !== undefined && { key }), ...(typeof ttl === 'string' && { ttl }) } };
}

function metadata(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const told = fields.record('metadata');
  if (!told) return {};
  if (Object.values(told).every((value) => typeof value === 'string'))
    return { metadata: told as Record<string, string> };
  own.metadata = told as JsonValue;
  return {};
}

const logprobsWord = 'message.output_text.logprobs';

/** `include` asks for log probabilities; whatever else it asks for is the vendor's business. */
function logprobs(fields: WireFields, own: Record<string, JsonValue>): Partial<ChatRequest> {
  const include = fields.list('include');
  const alternatives = fields.count('top_logprobs');
  const rest = arrayOf(include).filter((word) => word !== logprobsWord);
  if (rest.length > 0) own.include = rest as JsonValue;
  if (!include?.includes(logprobsWord) && alternatives === undefined) return {};
  return { logprobs: alternatives ?? true };
}
