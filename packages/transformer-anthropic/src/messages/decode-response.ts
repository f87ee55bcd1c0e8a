// The complete reply of `POST /messages` as a chat response.
import {
  type AssistantMessage,
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
  const blocks = blocksOf(body.content);
  const scope: BlockScope = { state, origin: originOf(context), newId: () => context.environment.id() };
  const content = blocks.map((block) => decodeBlock(block, scope)).filter((part) => part !== undefined);
  const answered = blocks.some((block) => block.type === 'tool_use' && isAnswer(block, state));
  const rawFinishReason = stringOf(body.stop_reason);
  return chatResponse({
    choices: [
      {
        message: messageOf(content, body, scope),
        finishReason: decodeFinishReason(rawFinishReason, { toolCalls: countToolCalls(content), answered }),
        rawFinishReason,
      },
    ],
    usage: decodeUsage(body.usage),
    meta: { ...startMeta(body), ...endMeta(body) },
  });
}

/** Content is a list of blocks; imitators also send a plain string. */
function blocksOf(content: unknown): JsonRecord[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter(isRecord) : [];
}

const countToolCalls = (content: readonly AssistantPart[]): number =>
  content.filter(({ type }) => type === 'tool-call').length;

function messageOf(content: readonly AssistantPart[], body: JsonRecord, { origin }: BlockScope): AssistantMessage {
  const vendor = vendorDataOf(closingFields(body), origin);
  return { role: 'assistant', content, ...(vendor && { vendor }) };
}

/** What is known when an answer begins. */
export function startMeta(body: JsonRecord): DecodedMeta {
  const responseId = stringOf(body.id);
  const model = stringOf(body.model);
  const serviceTier = stringOf(recordOf(body.usage)?.service_tier);
  return {
    ...(responseId !== undefined && { responseId }),
    ...(model !== undefined && { model }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
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
