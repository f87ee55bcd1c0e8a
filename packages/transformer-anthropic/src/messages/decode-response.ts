// The complete reply of `POST /messages` as a chat response.
import {
  type AssistantPart,
  type ChatResponse,
  type CodecContext,
  chatResponse,
  type Decoded,
  type DecodedMeta,
  KitError,
  type WireReply,
} from '@kit/core';
import { isRecord, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import type { AnswerState } from './answer-state.ts';
import { type BlockScope, decodeBlock, isAnswer } from './decode-block.ts';
import { decodeFinishReason } from './finish-reason.ts';
import { decodeUsage } from './usage.ts';
import { extrasOf, originOf, vendorDataOf } from './vendor-data.ts';

export function decodeChat(reply: WireReply, state: AnswerState, context: CodecContext): Decoded<ChatResponse> {
  const body = reply.json();
  if (isFailure(body)) throw context.failure({ body, status: reply.status, headers: reply.headers });
  return decodeMessage(body, state, context);
}

/** Whether a body, or an event of a stream, tells a failure. */
export function isFailure(body: unknown): body is JsonRecord {
  if (!isRecord(body)) return false;
  return body.type === 'error' || (body.error !== undefined && body.error !== null && body.content === undefined);
}

/** @throws KitError `invalid-response` if the value is no message at all. */
export function decodeMessage(body: unknown, state: AnswerState, context: CodecContext): Decoded<ChatResponse> {
  if (!isRecord(body) || (body.content === undefined && body.stop_reason === undefined)) {
    throw new KitError(
      'invalid-response',
      'The reply is JSON, but no message: it has neither `content` nor `stop_reason`.',
    );
  }
  const scope: BlockScope = { state, origin: originOf(context), newId: () => context.environment.id() };
  const content: AssistantPart[] = [];
  let answered = false;
  let toolCalls = 0;
  for (const block of blocksOf(body.content)) {
    const part = decodeBlock(block, scope);
    if (part) content.push(part);
    if (part?.type === 'tool-call') toolCalls++;
    answered ||= block.type === 'tool_use' && isAnswer(block, state);
  }
  const rawFinishReason = stringOf(body.stop_reason);
  const closing = closingFields(body);
  const vendor = vendorDataOf(closing, scope.origin);
  return chatResponse({
    choices: [
      {
        message: vendor ? { role: 'assistant', content, vendor } : { role: 'assistant', content },
        finishReason: decodeFinishReason(rawFinishReason, { toolCalls, answered }),
        rawFinishReason,
      },
    ],
    usage: decodeUsage(body.usage),
    meta: closing ? { ...startMeta(body), vendor: closing } : startMeta(body),
  });
}

/** Content is a list of blocks; imitators also send a plain string. */
function blocksOf(content: unknown): JsonRecord[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter(isRecord) : [];
}

/** What is known when an answer begins. */
export function startMeta(body: JsonRecord): DecodedMeta {
  const responseId = stringOf(body.id);
  const model = stringOf(body.model);
  const serviceTier = stringOf(recordOf(body.usage)?.service_tier);
  const meta: { -readonly [F in keyof DecodedMeta]: DecodedMeta[F] } = {};
  if (responseId !== undefined) meta.responseId = responseId;
  if (model !== undefined) meta.model = model;
  if (serviceTier !== undefined) meta.serviceTier = serviceTier;
  return meta;
}

/** What the vendor says of the answer beside it: why it refused, which stop sequence it met, its container. */
export function endMeta(body: JsonRecord): DecodedMeta {
  const vendor = closingFields(body);
  return vendor ? { vendor } : {};
}

const messageFields: ReadonlySet<string> = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'usage']);

/** Members of a message beyond its content: `stop_sequence`, `stop_details`, `container`, `context_management`, … */
export function closingFields(body: JsonRecord) {
  return extrasOf(body, messageFields);
}
