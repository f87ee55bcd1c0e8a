// A unified chat request as a body of the responses wire.
import type { ChatRequest, CodecContext, Encoded, JsonObject, JsonValue, Origin, Tool, Warning } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { ResponsesFeatures, ResponsesField } from '../dialect/responses-dialect.ts';
import { type Draft, finishBody, type VendorFields, vendorFields, warn } from '../request/body.ts';
import { effortFor } from '../request/effort.ts';
import { wireSchema } from '../request/schema.ts';
import { type ToolNames, toolNames } from '../request/tool-names.ts';
import { encodeInput } from './encode-input.ts';

/** What decoding the reply needs to know of the request. */
export interface ResponsesState {
  readonly features: ResponsesFeatures;
  readonly renamed: ReadonlyMap<string, string> | undefined;
}

interface Writing {
  readonly request: ChatRequest;
  readonly features: ResponsesFeatures;
  readonly own: VendorFields;
  readonly names: ToolNames;
  readonly warnings: Warning[];
  readonly draft: Draft;
}

export function encodeResponsesRequest(
  request: ChatRequest,
  context: CodecContext,
  { features, stream }: { readonly features: ResponsesFeatures; readonly stream: boolean },
): Encoded<ResponsesState> {
  const warnings: Warning[] = [];
  const own = vendorFields(request, context, features.wire);
  const names = toolNames(request.tools, features.maxToolName);
  const origin: Origin = { wire: features.wire, ...context.origin };
  const stored = own.store === true || (features.store === undefined && own.previous_response_id !== undefined);
  const draft: Draft = {
    model: request.model,
    input: encodeInput(request.messages, { features, names, origin, warnings, stored }),
  };
  const writing: Writing = { request, features, own, names, warnings, draft };
  encodeTools(writing);
  encodeFormat(writing);
  encodeReasoning(writing);
  encodeSettings(writing);
  encodeStorage(writing);
  if (stream) draft.stream = true;
  const body = finishBody(draft, joinedFields(own, draft), features.extra);
  return {
    wire: { body: { type: 'json', value: features.body?.(body, request) ?? body } },
    warnings,
    state: { features, renamed: names.renamed },
  };
}

function encodeTools({ request, features, names, warnings, draft }: Writing): void {
  const { tools, toolChoice, parallelToolCalls } = request;
  if (!tools || tools.length === 0) return;
  draft.tools = tools.map((tool, index) => encodeTool(tool, `tools[${index}]`, features, names, warnings));
  if (typeof toolChoice === 'string') draft.tool_choice = toolChoice;
  else if (toolChoice) {
    const hosted = tools.some(({ type, name }) => type === 'hosted' && name === toolChoice.name);
    draft.tool_choice = hosted ? { type: toolChoice.name } : { type: 'function', name: names.toWire(toolChoice.name) };
  }
  if (parallelToolCalls !== undefined && features.fields.parallelToolCalls !== false)
    draft[features.fields.parallelToolCalls] = parallelToolCalls;
}

function encodeTool(
  tool: Tool,
  at: string,
  features: ResponsesFeatures,
  names: ToolNames,
  warnings: Warning[],
): JsonObject {
  if (tool.cache) warn(warnings, `${at}.cache`, 'Tools cannot be marked for the prompt cache.');
  if (tool.type === 'hosted') return { type: tool.name, ...tool.options } as JsonObject;
  const { name, description, parameters = { type: 'object', properties: {} } } = tool;
  const ask = {
    feature: `${at}.parameters`,
    subset: features.schema,
    strict: tool.strict,
    takesStrict: features.strict,
  };
  const { schema, strict } = wireSchema(parameters, ask, warnings);
  return {
    type: 'function',
    name: names.toWire(name),
    ...(description !== undefined && { description }),
    parameters: schema,
    // Left out, OpenAI would try strict mode; said, both wires behave alike.
    ...(features.strict && { strict }),
    ...(tool.vendor?.[features.wire] as JsonObject | undefined),
  };
}

/** `text.format` is flat: no wrapper around name and schema, unlike chat completions. */
function encodeFormat({ request, features, warnings, draft }: Writing): void {
  const { output } = request;
  if (!output || output.type === 'text') return;
  if (output.type === 'json') {
    draft.text = { format: { type: 'json_object' } };
    return;
  }
  const asked = features.strict ? output.strict !== false : output.strict;
  const { schema, strict } = wireSchema(
    output.schema,
    { feature: 'output.schema', subset: features.schema, strict: asked, takesStrict: features.strict },
    warnings,
  );
  const { name = 'response', description } = output;
  const plain = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'response';
  draft.text = {
    format: {
      type: 'json_schema',
      name: plain,
      ...(description !== undefined && { description }),
      schema,
      ...(features.strict && { strict }),
    },
  };
}

function encodeReasoning({ request, features, warnings, draft }: Writing): void {
  const { reasoning } = request;
  if (!reasoning) return;
  const effort = effortFor(reasoning, features.reasoningEfforts, false, warnings);
  const reasons = features.reasoningEfforts?.length !== 0;
  const summary =
    reasoning.summary === undefined || reasoning.summary === 'none' || !reasons ? undefined : reasoning.summary;
  if (summary !== undefined && !features.reasoningSummary)
    warn(warnings, 'reasoning.summary', 'Summaries of thoughts cannot be asked for; left out.');
  const asked = {
    ...(effort !== undefined && { effort }),
    ...(summary !== undefined && features.reasoningSummary && { summary }),
  };
  if (Object.keys(asked).length > 0) draft.reasoning = asked;
}

function encodeSettings({ request, features, own, warnings, draft }: Writing): void {
  const refuse = (field: string, value: unknown) => {
    if (value !== undefined) warn(warnings, field, 'The responses wire has no such field; left out.');
  };
  const put = (field: ResponsesField, value: JsonValue | undefined) => {
    if (value === undefined) return;
    const name = features.fields[field];
    if (name !== false) draft[name] = value;
    else warn(warnings, field, `${request.model ?? 'The vendor'} does not take it; left out.`);
  };
  put('maxTokens', outputTokens(request.maxTokens, features, warnings));
  put('temperature', request.temperature);
  put('topP', request.topP);
  put('topK', request.topK);
  put('user', 'user' in own ? undefined : request.user);
  put('metadata', request.metadata as JsonObject | undefined);
  put('serviceTier', request.serviceTier);
  put('promptCacheKey', request.promptCache?.key);
  refuse('stop', request.stop === undefined || request.stop.length === 0 ? undefined : request.stop);
  refuse('seed', request.seed);
  refuse('presencePenalty', request.presencePenalty);
  refuse('frequencyPenalty', request.frequencyPenalty);
  refuse('n', request.n === 1 ? undefined : request.n);
  const ttl = request.promptCache?.ttl;
  if (ttl !== undefined) {
    if (features.cacheMarks) draft.prompt_cache_options = { ttl };
    else warn(warnings, 'promptCache.ttl', 'How long a prompt is cached cannot be said; left out.');
  }
  const { logprobs } = request;
  if (logprobs === undefined || logprobs === false) return;
  if (features.fields.topLogprobs === false)
    return warn(warnings, 'logprobs', `${request.model ?? 'The vendor'} does not give them; left out.`);
  if (typeof logprobs === 'number') draft[features.fields.topLogprobs] = Math.min(logprobs, features.maxTopLogprobs);
  draft.include = ['message.output_text.logprobs'];
}

function outputTokens(
  asked: number | undefined,
  { minOutputTokens }: ResponsesFeatures,
  warnings: Warning[],
): number | undefined {
  if (asked === undefined || asked >= minOutputTokens) return asked;
  warn(warnings, 'maxTokens', `At least ${minOutputTokens} tokens have to be allowed; that many were.`);
  return minOutputTokens;
}

/** Nothing is stored unless the caller asks for it; reasoning then travels with the conversation, encrypted. */
function encodeStorage({ features, own, draft }: Writing): void {
  if (features.store === false && own.store === undefined) draft.store = false;
  const stateless = own.store === undefined ? features.store === false : own.store === false;
  const reasons = features.reasoningEfforts?.length !== 0;
  if (stateless && reasons && features.encryptedReasoning)
    draft.include = [...((draft.include as JsonValue[] | undefined) ?? []), 'reasoning.encrypted_content'];
}

/** Objects and lists that both sides write are joined: `reasoning.mode`, `text.verbosity`, `include`. */
function joinedFields(own: VendorFields, draft: Draft): VendorFields {
  const joined: Draft = { ...own };
  for (const field of ['reasoning', 'text'] as const) {
    const [ours, theirs] = [draft[field], own[field]];
    if (isRecord(ours) && isRecord(theirs)) joined[field] = { ...(ours as JsonObject), ...(theirs as JsonObject) };
  }
  if (Array.isArray(own.include) && Array.isArray(draft.include))
    joined.include = [...new Set([...(draft.include as JsonValue[]), ...(own.include as JsonValue[])])];
  return joined;
}
