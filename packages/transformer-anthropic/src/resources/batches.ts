// `/messages/batches`: many chat requests at half the price, answered within a day.
import {
  type BatchItem,
  type ChatRequest,
  type ChatResponse,
  type CodecContext,
  type Decoded,
  type JobState,
  type JobStatus,
  type JsonValue,
  KitError,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { isRecord, type JsonRecord, numberOf, parseJson, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { type AnthropicDialect, completeDialect } from '../dialect.ts';
import { type AnswerState, plainAnswer } from '../messages/answer-state.ts';
import { decodeMessage } from '../messages/decode-response.ts';
import { encodeBody } from '../messages/encode-request.ts';
import { requestHeaders } from '../messages/request-version.ts';

const batchesPath = '/messages/batches';

export interface EncodedBatch {
  readonly wire: WireRequest;
  readonly warnings: readonly Warning[];
  /** By request id; a batch that is taken up elsewhere is decoded without. */
  readonly states: ReadonlyMap<string, AnswerState>;
}

/** One API version serves the whole batch: the older one as soon as one request has sampling parameters. */
export function encodeBatch(
  requests: readonly { readonly id: string; readonly request: ChatRequest }[],
  context: CodecContext,
  dialect?: AnthropicDialect,
): EncodedBatch {
  const complete = completeDialect(dialect);
  const states = new Map<string, AnswerState>();
  const warnings: Warning[] = [];
  const betas = new Set<string>();
  let sampling = false;
  const items = requests.map(({ id, request }) => {
    if (states.has(id))
      throw new KitError('invalid-request', `batch: the id "${id}" is there twice.`, { field: 'requests' });
    const encoded = encodeBody(request, context, complete);
    states.set(id, encoded.state);
    for (const { feature, detail } of encoded.warnings)
      warnings.push({ feature: `requests["${id}"].${feature}`, detail });
    for (const beta of encoded.betas) betas.add(beta);
    sampling ||= encoded.sampling;
    return { custom_id: id, params: encoded.body };
  });
  const headers = requestHeaders(complete, { betas: [...betas], sampling });
  return {
    wire: { path: batchesPath, headers, body: { type: 'json', value: { requests: items } as JsonValue } },
    warnings,
    states,
  };
}

export function encodeBatchStatus(id: string, dialect?: AnthropicDialect): WireRequest {
  return { method: 'GET', path: `${batchesPath}/${encodeURIComponent(id)}`, headers: plainHeaders(dialect) };
}

export function encodeBatchCancel(id: string, dialect?: AnthropicDialect): WireRequest {
  return { path: `${batchesPath}/${encodeURIComponent(id)}/cancel`, headers: plainHeaders(dialect) };
}

/** Results lie at the path next to the batch, which the reply's `results_url` names too. */
export function encodeBatchResults(id: string, dialect?: AnthropicDialect): WireRequest {
  return { method: 'GET', path: `${batchesPath}/${encodeURIComponent(id)}/results`, headers: plainHeaders(dialect) };
}

const plainHeaders = (dialect: AnthropicDialect | undefined) =>
  requestHeaders(completeDialect(dialect), { betas: [], sampling: false });

/** @throws KitError `invalid-response` for a reply that names no batch. */
export function decodeBatch(reply: WireReply): { readonly id: string; readonly status: JobStatus } {
  const body = recordOf(reply.json());
  const id = stringOf(body?.id);
  if (!body || id === undefined) throw new KitError('invalid-response', 'The reply names no batch.');
  return { id, status: statusOf(body) };
}

function statusOf(body: JsonRecord): JobStatus {
  const rawState = stringOf(body.processing_status);
  const counts = recordOf(body.request_counts);
  const count = (name: string) => numberOf(counts?.[name]) ?? 0;
  const succeeded = count('succeeded');
  const failed = count('errored') + count('canceled') + count('expired');
  const total = count('processing') + succeeded + failed;
  const createdAt = parseTimestamp(body.created_at);
  const endedAt = parseTimestamp(body.ended_at);
  const expiresAt = parseTimestamp(body.expires_at);
  return {
    state: stateOf(rawState, { succeeded, canceled: count('canceled'), expired: count('expired'), total }),
    ...(rawState !== undefined && { rawState }),
    ...(counts && {
      counts: { total, succeeded, failed },
      ...(total > 0 && { progress: (succeeded + failed) / total }),
    }),
    ...(createdAt !== undefined && { createdAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** A batch that ended has results for what was done, even if it was cancelled or expired on the way. */
function stateOf(
  raw: string | undefined,
  counts: { succeeded: number; canceled: number; expired: number; total: number },
): JobState {
  if (raw !== 'ended') return 'running';
  if (counts.total > 0 && counts.canceled === counts.total) return 'cancelled';
  if (counts.total > 0 && counts.expired === counts.total) return 'expired';
  return 'succeeded';
}

/** Lines of the results, in whatever order they come, put into the order of the requests where that is known. */
export function decodeBatchResults(
  text: string,
  states: ReadonlyMap<string, AnswerState>,
  context: CodecContext,
  complete: (decoded: Decoded<ChatResponse>) => ChatResponse,
): BatchItem[] {
  const items: BatchItem[] = [];
  for (const line of text.split('\n')) {
    const row = parseJson(line);
    const id = isRecord(row) ? stringOf(row.custom_id) : undefined;
    if (!isRecord(row) || id === undefined) continue;
    items.push(decodeItem(id, recordOf(row.result) ?? {}, states.get(id) ?? plainAnswer, context, complete));
  }
  const order = [...states.keys()];
  const place = new Map(order.map((id, at) => [id, at]));
  return items.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

function decodeItem(
  id: string,
  result: JsonRecord,
  state: AnswerState,
  context: CodecContext,
  complete: (decoded: Decoded<ChatResponse>) => ChatResponse,
): BatchItem {
  switch (result.type) {
    case 'succeeded':
      try {
        return { id, response: complete(decodeMessage(result.message, state, context)) };
      } catch (error) {
        return {
          id,
          error:
            error instanceof KitError
              ? error
              : new KitError('invalid-response', 'The result holds no message.', { cause: error }),
        };
      }
    case 'canceled':
      return { id, error: new KitError('aborted', 'The batch was cancelled before this request was answered.') };
    case 'expired':
      return { id, error: new KitError('timeout', 'The batch expired before this request was answered.') };
    default:
      return { id, error: context.failure({ body: result.error ?? result }) };
  }
}
