// A chat request as the body and headers of `POST /messages`.
import {
  type ChatRequest,
  type CodecContext,
  type Encoded,
  type JsonValue,
  KitError,
  vendorOptions,
  type WireRequest,
} from '@kit/core';
import type { CompleteDialect } from '../dialect.ts';
import { anthropicWire, type Block } from '../wire-names.ts';
import type { AnswerState } from './answer-state.ts';
import { CacheMarks, cacheControl } from './cache-marks.ts';
import { type EncodedMessages, encodeMessages } from './encode-messages.ts';
import { type EncodedOutput, encodeOutput } from './encode-output.ts';
import { encodeSampling } from './encode-sampling.ts';
import { encodeThinkingOptions } from './encode-thinking.ts';
import { encodeToolChoice } from './encode-tool-choice.ts';
import { encodeTools, toolsOfHistory } from './encode-tools.ts';
import type { MessageScope } from './message-scope.ts';
import { Notes } from './notes.ts';
import { settlePrefill } from './prefill.ts';
import { requestHeaders, versionFields } from './request-version.ts';
import { betasOf, layOver, type VendorFields } from './vendor-fields.ts';
import { callIds, toolNames } from './wire-ids.ts';

/** A body before it is wrapped into a request; batches and token counts take it too. */
export interface EncodedBody extends Omit<Encoded<AnswerState>, 'wire'> {
  readonly body: Block;
  readonly betas: readonly string[];
  /** True if the body has sampling parameters, so that an older version of the API must read it. */
  readonly sampling: boolean;
}

/** @throws KitError `invalid-request` or `unsupported` for what cannot be sent at all; the rest is a warning. */
export function encodeChat(
  request: ChatRequest,
  context: CodecContext,
  dialect: CompleteDialect,
  stream: boolean,
): Encoded<AnswerState> {
  const { body, betas, sampling, warnings, state } = encodeBody(request, context, dialect);
  const whole: Block = { ...body };
  Object.assign(whole, versionFields(dialect, { betas, sampling }));
  if (stream && dialect.streamInBody) whole.stream = true;
  if (!dialect.modelInBody) delete whole.model;
  const wire: WireRequest = {
    headers: requestHeaders(dialect, { betas, sampling }),
    body: { type: 'json', value: whole as JsonValue },
  };
  return { wire, warnings, state };
}

export function encodeBody(request: ChatRequest, context: CodecContext, dialect: CompleteDialect): EncodedBody {
  const { model } = request;
  if (model === undefined)
    throw new KitError(
      'invalid-request',
      "`model` is required: name one in the request or in the provider's options.",
      { field: 'model' },
    );
  const fields = vendorOptions(request.vendor, context, anthropicWire);
  const scope = scopeOf(request, model, context, dialect);
  const { notes, rules } = scope;
  const maxTokens = request.maxTokens ?? rules.maxOutputTokens;
  const bound = hasOwnBudget(fields) ? Number.POSITIVE_INFINITY : maxTokens;
  const asked = encodeThinkingOptions(request.reasoning, { rules, maxTokens: bound, notes, model });
  const tools = encodeTools(offeredTools(request, scope), scope);
  const output = hasOwnFormat(fields)
    ? {}
    : encodeOutput(
        request,
        tools.map(({ name }) => String(name)),
        asked.on,
        model,
        scope,
      );
  const conversation = withInstruction(encodeMessages(request.messages, scope), output.instruction);
  settlePrefill(conversation.messages, model, scope);
  noteUnknown(request, scope);
  const sampling = encodeSampling(request, asked.on, model, scope);
  const draft: Block = { model, max_tokens: maxTokens };
  Object.assign(draft, conversation, encodeToolFields(request, tools, output, asked.on, model, scope));
  if (asked.thinking) draft.thinking = asked.thinking;
  Object.assign(
    draft,
    outputConfig(asked.effort, output.format),
    sampling,
    encodeStop(request.stop, scope),
    encodeExtras(request, scope),
  );
  const body = layOver(draft, fields);
  scope.marks.settle(body.cache_control === undefined ? 0 : 1);
  const state: AnswerState = { toolNames: scope.tools.renamed, ...output.state };
  return {
    body,
    betas: betasOf(fields),
    sampling: body.temperature !== undefined || body.top_p !== undefined || body.top_k !== undefined,
    warnings: notes.warnings,
    state,
  };
}

function scopeOf(request: ChatRequest, model: string, context: CodecContext, dialect: CompleteDialect): MessageScope {
  const notes = new Notes();
  const offered = request.tools?.map(({ name }) => name);
  return {
    context,
    dialect,
    notes,
    rules: dialect.rules(model),
    tools: toolNames(offered),
    calls: callIds(),
    marks: new CacheMarks(notes),
  };
}

/** Schemas that came from a request of this wire go out as they came. */
const hasOwnFormat = (fields: VendorFields | undefined): boolean =>
  fields?.output_format !== undefined || (fields?.output_config as Block | undefined)?.format !== undefined;

/** A budget of the caller's own is the caller's to answer for: with interleaved thinking it may exceed the limit. */
const hasOwnBudget = (fields: VendorFields | undefined): boolean =>
  (fields?.thinking as Block | null | undefined)?.budget_tokens !== undefined;

function offeredTools({ tools, messages }: ChatRequest, scope: MessageScope) {
  if (tools && tools.length > 0) return tools;
  const former = toolsOfHistory(messages);
  if (former.length > 0)
    scope.notes.warn(
      'tools',
      'The conversation has tool calls in it, for which the wire wants tools: they were named, and none may be called.',
    );
  return former;
}

function encodeToolFields(
  request: ChatRequest,
  tools: Block[],
  output: EncodedOutput,
  thinking: boolean,
  model: string,
  scope: MessageScope,
): Block {
  const all = output.tool ? [...tools, output.tool] : tools;
  if (all.length === 0) {
    if (request.toolChoice === 'required' || typeof request.toolChoice === 'object')
      scope.notes.warn('toolChoice', 'There are no tools to choose from; it was left out.');
    return request.tools ? { tools: all } : {};
  }
  const offered = (request.tools?.length ?? 0) > 0;
  const choice = output.toolChoice ?? (offered ? encodeToolChoice(request, thinking, model, scope) : { type: 'none' });
  return { tools: all, ...(choice && { tool_choice: choice }) };
}

function outputConfig(effort: string | undefined, format: Block | undefined): Block {
  if (effort === undefined && !format) return {};
  return { output_config: { ...(effort !== undefined && { effort }), ...(format && { format }) } };
}

function withInstruction(conversation: EncodedMessages, instruction: string | undefined): EncodedMessages {
  if (instruction === undefined) return conversation;
  const { system } = conversation;
  if (Array.isArray(system)) return { ...conversation, system: [...system, { type: 'text', text: instruction }] };
  return { ...conversation, system: system === undefined ? instruction : `${system}\n\n${instruction}` };
}

function encodeStop(stop: ChatRequest['stop'], { notes }: MessageScope): Block {
  if (stop === undefined) return {};
  const given = typeof stop === 'string' ? [stop] : stop;
  const sequences = given.filter((sequence) => sequence.trim() !== '');
  if (sequences.length < given.length)
    notes.warn('stop', 'Stop sequences of nothing but white space are refused; they were left out.');
  return sequences.length > 0 ? { stop_sequences: sequences } : {};
}

const tiers: ReadonlySet<string> = new Set(['auto', 'standard_only']);

function encodeExtras({ user, metadata, serviceTier, promptCache }: ChatRequest, { notes }: MessageScope): Block {
  for (const name in metadata)
    if (name !== 'user_id') notes.warn('metadata', 'Of metadata the wire takes only `user_id`; the rest was left out.');
  const userId = user ?? metadata?.user_id;
  if (serviceTier !== undefined && !tiers.has(serviceTier))
    notes.warn('serviceTier', `The tiers are "auto" and "standard_only"; "${serviceTier}" was left out.`);
  if (promptCache?.key !== undefined)
    notes.warn('promptCache.key', 'Caches are found by their prefix; the key was left out.');
  const cached = promptCache && (promptCache.ttl !== undefined || promptCache.key === undefined);
  const extras: Block = {};
  if (userId !== undefined) extras.metadata = { user_id: userId };
  if (serviceTier !== undefined && tiers.has(serviceTier)) extras.service_tier = serviceTier;
  // On the request as a whole: the vendor marks the last block that it can.
  if (cached) extras.cache_control = cacheControl(promptCache.ttl, notes);
  return extras;
}

/** @throws KitError `unsupported` for more than one answer. */
function noteUnknown(request: ChatRequest, { notes }: MessageScope): void {
  if (request.n !== undefined && request.n > 1) {
    throw new KitError('unsupported', '`n`: the wire gives one answer a request; make several calls.', { field: 'n' });
  }
  for (const field of ['seed', 'presencePenalty', 'frequencyPenalty'] as const) {
    if (request[field] !== undefined) notes.warn(field, `The wire has no ${field}; it was left out.`);
  }
  if (request.logprobs) notes.warn('logprobs', 'The wire has no log probabilities; they were left out.');
}
