// Complete replies that hold a text, the thoughts before it and their usage, read without what reads all the rest. A field that is not known here,
// with anything in it, leaves the reply to the whole decoder.
import {
  type AssistantPart,
  type ChatResponse,
  chatResponse,
  type Decoded,
  type DecodedMeta,
  type JsonValue,
  type WireReply,
} from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';
import type { ChatFeatures } from '../dialect/chat-dialect.ts';
import type { ChatState } from './encode-request.ts';
import { finishReasonOf } from './finish-reason.ts';
import type { Growing } from './growing.ts';
import { chatUsage } from './usage.ts';

const replyFields: ReadonlySet<string> = new Set([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'usage',
  'service_tier',
  'system_fingerprint',
  'prompt', // Together
]);
/** Sources and failures, whatever else a dialect makes of them. */
const richFields: ReadonlySet<string> = new Set([
  'citations',
  'search_results',
  'web_search',
  'search_info',
  'error',
  'error_code',
  'ErrorMsg',
  'type',
  'base_resp',
  'Response',
]);
const choiceFields: ReadonlySet<string> = new Set(['index', 'message', 'finish_reason', 'seed']);
const messageFields: ReadonlySet<string> = new Set(['role', 'content', 'reasoning', 'reasoning_content']);

/**
 * The answer, or undefined where the whole decoder has more to read.
 * @throws KitError `invalid-response` if the reply is no JSON
 */
export function decodePlainReply(reply: WireReply, { features }: ChatState): Decoded<ChatResponse> | undefined {
  const body = reply.json();
  if (!isRecord(body) || !isPlainBody(body, features)) return undefined;
  const [choice] = body.choices as readonly unknown[];
  if (!isRecord(choice) || !isPlainChoice(choice, features)) return undefined;
  const { message, finish_reason: word } = choice as { readonly message: unknown; readonly finish_reason: string };
  if (!isRecord(message) || !isPlainMessage(message, features)) return undefined;
  const usage = body.usage as JsonRecord | undefined;
  return chatResponse({
    choices: [
      {
        message: { role: 'assistant', content: partsOf(message) },
        finishReason: finishReasonOf(word, { calls: false, refused: false, text: true }, features.finishReasons),
        rawFinishReason: word,
      },
    ],
    usage: chatUsage(usage, features.reasoningTokens),
    cost: usage && features.cost?.(usage, body),
    meta: metaOf(body, features),
  });
}

function partsOf({ content, reasoning_content, reasoning }: JsonRecord): AssistantPart[] {
  const text: AssistantPart = { type: 'text', text: content as string };
  const thought = (reasoning_content ?? reasoning) as string | undefined;
  return thought ? [{ type: 'reasoning', text: thought }, text] : [text];
}

function isPlainBody(body: JsonRecord, { metaFields, replyWarnings }: ChatFeatures): boolean {
  const { object, choices, usage } = body;
  if (object !== undefined && object !== 'chat.completion') return false;
  if (!Array.isArray(choices) || choices.length !== 1) return false;
  // Groq may have the usage elsewhere.
  if (!isRecord(usage) && (usage !== undefined || isRecord(body.x_groq))) return false;
  for (const field in body) {
    const isKnown = replyFields.has(field) || (metaFields.includes(field) && !richFields.has(field));
    // An empty list in `error` is a failure still.
    if (!isKnown && body[field] !== null) return false;
  }
  return !replyWarnings?.(body).length;
}

function isPlainChoice(choice: JsonRecord, { isFiltered }: ChatFeatures): boolean {
  const { index = 0, finish_reason: word } = choice;
  if (index !== 0 || typeof word !== 'string' || word === '' || word === 'null') return false;
  return holdsOnly(choiceFields, choice) && !isFiltered?.(choice);
}

function isPlainMessage(message: JsonRecord, { thinkTags, messageEcho, messageCitations }: ChatFeatures): boolean {
  const { content } = message;
  if (typeof content !== 'string' || content === '' || thinkTags || !holdsOnly(messageFields, message)) return false;
  if (typeof (message.reasoning_content ?? message.reasoning ?? '') !== 'string') return false;
  for (const field of messageEcho) if (message[field] !== undefined && message[field] !== null) return false;
  return !messageCitations?.(message).length;
}

function holdsOnly(fields: ReadonlySet<string>, record: JsonRecord): boolean {
  for (const field in record) if (!fields.has(field) && !saysNothing(record[field])) return false;
  return true;
}

function saysNothing(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function metaOf(body: JsonRecord, { metaFields }: ChatFeatures): DecodedMeta {
  const model = stringOf(body.model);
  const responseId = stringOf(body.id);
  const meta: Growing<DecodedMeta> = {};
  if (model) meta.model = model;
  if (responseId) meta.responseId = responseId;
  if (typeof body.service_tier === 'string') meta.serviceTier = body.service_tier;
  let vendor: Record<string, JsonValue> | undefined;
  for (const field of metaFields) {
    const value = body[field];
    if (value !== undefined && value !== null) (vendor ??= {})[field] = value as JsonValue;
  }
  if (vendor) meta.vendor = vendor;
  return meta;
}
