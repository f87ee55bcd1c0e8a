// A unified chat request as a body of chat completions.
import type { ChatRequest, CodecContext, Encoded, JsonObject, Warning } from '@kit/core';
import { isRecord } from '@kit/wire';
import { type ChatDialect, type ChatFeatures, type ChatField, chatFeaturesFor } from '../dialect/chat-dialect.ts';
import { type Draft, finishBody, type VendorFields, vendorFields, warn } from '../request/body.ts';
import { encodePlainMessage, inOrder, type PlainEncoding } from './plain-messages.ts';
import type { PlainMessage } from './plain-request.ts';

/** What decoding the reply needs to know of the request. */
export interface ChatState {
  readonly features: ChatFeatures;
  /** Wire name → the caller's name of a tool. */
  readonly renamed: ReadonlyMap<string, string> | undefined;
  /** Answers asked for. */
  readonly n: number;
  /** Media type of spoken answers, as the request asked for it. */
  readonly audioType: string | undefined;
}

/** Encodes messages of every kind, tools, the form of the answer and the wish to think. */
export type EncodeRich = (request: ChatRequest, encoding: RichEncoding) => RichRequest;

export interface RichEncoding {
  readonly features: ChatFeatures;
  readonly context: CodecContext;
  readonly warnings: Warning[];
  /** Gets all fields but the messages. */
  readonly draft: Draft;
}

export interface RichRequest {
  readonly messages: JsonObject[];
  readonly renamed: ChatState['renamed'];
}

export interface ChatEncoding {
  readonly stream: boolean;
  /** Undefined: the request is plain (`isPlainRequest`). */
  readonly rich?: EncodeRich | undefined;
}

/** The encoder of a dialect's requests. */
export function chatEncoder(
  dialect: ChatDialect,
  encoding: ChatEncoding,
): (request: ChatRequest, context: CodecContext) => Encoded<ChatState> {
  const featuresFor = chatFeaturesFor(dialect);
  return (request, context) => encodeChatRequest(request, context, { ...encoding, features: featuresFor(request) });
}

function encodeChatRequest(
  request: ChatRequest,
  context: CodecContext,
  { features, stream, rich }: ChatEncoding & { readonly features: ChatFeatures },
): Encoded<ChatState> {
  const warnings: Warning[] = [];
  const own = vendorFields(request, context, features.wire);
  // Model and messages stand first in the body.
  const draft: Draft = { model: request.model, messages: undefined };
  const { messages, renamed } = rich
    ? rich(request, { features, context, warnings, draft })
    : encodePlain(request, { features, warnings });
  draft.messages = inOrder(messages, features);
  encodeSettings(request, { features, own, warnings, draft });
  if (stream) Object.assign(draft, { stream: true }, streamUsage(features, own));
  const body = finishBody(draft, stream && features.streamUsage ? withoutStreamOptions(own) : own, features.extra);
  return {
    wire: { body: { type: 'json', value: features.body?.(body, request) ?? body } },
    warnings,
    state: { features, renamed, n: request.n ?? 1, audioType: audioTypeAsked(own) },
  };
}

function encodePlain({ messages }: ChatRequest, encoding: PlainEncoding): RichRequest {
  return {
    messages: messages.map((message, index) => encodePlainMessage(message as PlainMessage, index, encoding)),
    renamed: undefined,
  };
}

interface Settings {
  readonly features: ChatFeatures;
  readonly own: VendorFields;
  readonly warnings: Warning[];
  readonly draft: Draft;
}

/** The fields that are values: each under the server's name for it, or a warning. */
function encodeSettings(request: ChatRequest, settings: Settings): void {
  const { features, own, draft, warnings } = settings;
  const put = (field: ChatField, value: Draft[string], unless = false) => {
    if (value === undefined || unless) return;
    const name = features.fields[field];
    if (name !== false) draft[name] = value;
    else warn(warnings, field, `${request.model ?? 'The vendor'} does not take it; left out.`);
  };
  // A gateway's client may have used an older name, which then stands among the vendor's own fields.
  put('maxTokens', request.maxTokens, 'max_tokens' in own || 'max_completion_tokens' in own);
  put('temperature', request.temperature);
  put('topP', request.topP);
  put('topK', request.topK);
  put('seed', request.seed);
  put('presencePenalty', request.presencePenalty);
  put('frequencyPenalty', request.frequencyPenalty);
  put('n', request.n, request.n === 1);
  put('stop', stopsFor(request.stop, features, warnings));
  put('user', request.user, 'user' in own || 'safety_identifier' in own);
  put('metadata', request.metadata as JsonObject | undefined);
  put('serviceTier', request.serviceTier);
  put('promptCacheKey', request.promptCache?.key);
  encodeCacheTtl(request.promptCache?.ttl, settings);
  const { logprobs } = request;
  if (logprobs === undefined || logprobs === false) return;
  put('logprobs', true);
  if (typeof logprobs === 'number' && features.fields.logprobs !== false)
    put('topLogprobs', alternatives(logprobs, features, warnings));
}

function stopsFor(
  stop: ChatRequest['stop'],
  { maxStops, fields }: ChatFeatures,
  warnings: Warning[],
): string | readonly string[] | undefined {
  if (stop === undefined || typeof stop === 'string') return stop;
  if (stop.length === 0) return undefined;
  if (stop.length <= maxStops || fields.stop === false) return stop;
  warn(warnings, 'stop', `At most ${maxStops} stop sequences; the others were left out.`);
  return stop.slice(0, maxStops);
}

function alternatives(asked: number, { maxTopLogprobs }: ChatFeatures, warnings: Warning[]): number {
  if (asked <= maxTopLogprobs) return asked;
  warn(warnings, 'logprobs', `At most ${maxTopLogprobs} alternatives; that many were asked for.`);
  return maxTopLogprobs;
}

function encodeCacheTtl(ttl: string | undefined, { features, warnings, draft }: Settings): void {
  if (ttl === undefined) return;
  if (features.cacheMarks === 'prompt_cache_breakpoint') draft.prompt_cache_options = { ttl };
  else if (features.cacheMarks === 'cache_control') draft.cache_control = { type: 'ephemeral', ttl };
  else warn(warnings, 'promptCache.ttl', 'How long a prompt is cached cannot be said; left out.');
}

/** Usage is always asked for: without it nobody could account for the stream. */
function streamUsage(features: ChatFeatures, own: VendorFields): Draft {
  if (features.streamUsage === false) return {};
  const asked = isRecord(own.stream_options) ? (own.stream_options as JsonObject) : undefined;
  return { stream_options: { ...asked, include_usage: true } };
}

function withoutStreamOptions({ stream_options: _, ...rest }: VendorFields): VendorFields {
  return rest;
}

function audioTypeAsked({ audio }: VendorFields): string | undefined {
  return isRecord(audio) && typeof audio.format === 'string' ? audio.format : undefined;
}
