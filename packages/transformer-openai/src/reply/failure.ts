// Failures told inside a successful reply or stream, in all the shapes that imitators use.
import type { FailureEvidence } from '@kit/core';
import { isRecord, type JsonRecord, numberOf, recordOf } from '@kit/wire';

/** What the error table is to read, or undefined if the body is an answer. */
export function failureIn(body: unknown): Pick<FailureEvidence, 'status' | 'body'> | undefined {
  if (!isRecord(body) || !tellsFailure(body)) return undefined;
  return { status: statusIn(body) ?? 200, body };
}

function tellsFailure(body: JsonRecord): boolean {
  if (body.error) return true;
  if (body.object === 'error' || body.type === 'error') return true; // vLLM, Mistral
  if (body.error_code || body.ErrorMsg) return true; // Ernie, Hunyuan
  if (numberOf(recordOf(body.base_resp)?.status_code)) return true; // MiniMax
  if (recordOf(body.Response)?.Error) return true; // Tencent's envelope
  // FastAPI and gateways: a bare message where an answer should be.
  return (
    !('choices' in body) &&
    !('usage' in body) &&
    !('id' in body) &&
    (('detail' in body && Boolean(body.detail)) || (typeof body.message === 'string' && 'code' in body))
  );
}

/** An HTTP status that the body speaks of: OpenRouter, TGI and others put it into `code` or `status`. */
function statusIn(body: JsonRecord): number | undefined {
  const error = recordOf(body.error) ?? body;
  for (const value of [
    error.code,
    error.status,
    error.status_code,
    error.http_code,
    error.http_status_code,
    body.code,
    body.status_code,
  ]) {
    const status = numberOf(value);
    if (status !== undefined && status >= 400 && status < 600) return status;
  }
  return undefined;
}
