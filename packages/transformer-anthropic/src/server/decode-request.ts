// A wire request as a unified chat request. What has no unified field travels in `vendor.anthropic`.
import type { ChatRequest, JsonValue, PromptCacheOptions, ServerRequestOptions } from '@kit/core';
import { isRecord, type JsonRecord } from '@kit/wire';
import { extrasOf } from '../messages/vendor-data.ts';
import { anthropicWire, type Block } from '../wire-names.ts';
import { cacheMark } from './decode-blocks.ts';
import { decodeConversation } from './decode-messages.ts';
import { decodeThinking } from './decode-thinking.ts';
import { decodeToolChoice, decodeTools } from './decode-tools.ts';
import { wrong } from './wrong.ts';

/** Fields that are read here, or say what the unified request says by other means. */
const knownFields: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'metadata',
  'service_tier',
  'cache_control',
  'anthropic_version',
  'anthropic_beta',
]);

/**
 * Reads the body of `POST /messages` or `/messages/count_tokens`.
 * @throws KitError `invalid-request` whose `field` is the wire's name of what is wrong.
 */
export function decodeRequest(body: unknown, options: ServerRequestOptions = {}): ChatRequest {
  if (!isRecord(body)) throw wrong('body', 'Input should be an object');
  const messages = decodeConversation(body.system, body.messages);
  const model = optional(body, 'model', 'string') ?? options.model;
  const maxTokens = optional(body, 'max_tokens', 'number');
  const temperature = optional(body, 'temperature', 'number');
  const topP = optional(body, 'top_p', 'number');
  const topK = optional(body, 'top_k', 'number');
  const stop = decodeStop(body.stop_sequences);
  const tools = decodeTools(body.tools);
  const { rest: choiceRest, ...choice } = decodeToolChoice(body.tool_choice);
  const { vendor: thinkingRest, ...thinking } = decodeThinking(body);
  const { rest, ...extras } = decodeExtras(body);
  const vendor: Block = {
    ...extrasOf(body, knownFields),
    ...thinkingRest,
    ...rest,
    ...(choiceRest && { tool_choice: choiceRest as JsonValue }),
    ...(Array.isArray(body.anthropic_beta) && { betas: body.anthropic_beta as JsonValue }),
  };
  return {
    ...(model !== undefined && { model }),
    messages,
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop && { stop }),
    ...(tools && { tools }),
    ...choice,
    ...thinking,
    ...extras,
    ...(Object.keys(vendor).length > 0 && { vendor: { [anthropicWire]: vendor } }),
  };
}

function optional(body: JsonRecord, field: string, type: 'string'): string | undefined;
function optional(body: JsonRecord, field: string, type: 'number'): number | undefined;
function optional(body: JsonRecord, field: string, type: 'string' | 'number'): unknown {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== type) throw wrong(field, `Input should be a valid ${type}`);
  return value;
}

function decodeStop(sequences: unknown): readonly string[] | undefined {
  if (sequences === undefined || sequences === null) return undefined;
  if (!Array.isArray(sequences) || sequences.some((sequence) => typeof sequence !== 'string'))
    throw wrong('stop_sequences', 'Input should be a list of strings');
  return sequences.length > 0 ? (sequences as string[]) : undefined;
}

const metadataFields: ReadonlySet<string> = new Set(['user_id']);

function decodeExtras({
  metadata,
  service_tier: tier,
  cache_control: control,
}: JsonRecord): Pick<ChatRequest, 'user' | 'serviceTier' | 'promptCache'> & { rest: Block } {
  const rest: Block = {};
  const user = isRecord(metadata) && typeof metadata.user_id === 'string' ? metadata.user_id : undefined;
  const more = isRecord(metadata) ? extrasOf(metadata, metadataFields) : undefined;
  if (more) rest.metadata = more;
  const known = tier === 'auto' || tier === 'standard_only' ? tier : undefined;
  if (typeof tier === 'string' && !known) rest.service_tier = tier;
  const promptCache = decodePromptCache(control);
  if (isRecord(control) && !promptCache) rest.cache_control = control as JsonValue;
  return {
    ...(user !== undefined && { user }),
    ...(known && { serviceTier: known }),
    ...(promptCache && { promptCache }),
    rest,
  };
}

function decodePromptCache(control: unknown): PromptCacheOptions | undefined {
  const mark = cacheMark(control);
  return mark === true ? {} : typeof mark === 'object' ? mark : undefined;
}
