// Why a response ended: its status, and what is incomplete about it.
import type { FinishReason } from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';

export interface EndedResponse {
  readonly calls: boolean;
  readonly refused: boolean;
}

export function responseFinish(
  response: JsonRecord,
  { calls, refused }: EndedResponse,
): { readonly finishReason: FinishReason; readonly rawFinishReason?: string } {
  const status = stringOf(response.status);
  const incomplete = stringOf(recordOf(response.incomplete_details)?.reason);
  const raw = incomplete ?? status;
  const finishReason = reasonOf(status, incomplete, { calls, refused });
  return { finishReason, ...(raw !== undefined && { rawFinishReason: raw }) };
}

function reasonOf(
  status: string | undefined,
  incomplete: string | undefined,
  { calls, refused }: EndedResponse,
): FinishReason {
  if (incomplete === 'max_output_tokens' || incomplete === 'max_tokens') return 'length';
  if (incomplete === 'content_filter') return 'content-filter';
  if (status === 'failed' || status === 'cancelled') return 'error';
  if (incomplete !== undefined || status === 'incomplete' || status === 'queued' || status === 'in_progress')
    return 'other';
  if (calls) return 'tool-calls';
  return refused ? 'content-filter' : 'stop';
}
