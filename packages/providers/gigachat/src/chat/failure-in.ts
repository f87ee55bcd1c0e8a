// Failures told inside a successful reply: `{ status, message }` where an answer should be.
import { isRecord, numberOf } from '@kit/wire';

/** What the error table is to read, or undefined if the body is an answer. */
export function failureIn(body: unknown): { readonly status: number; readonly body: unknown } | undefined {
  if (!isRecord(body)) return undefined;
  const told = body.error !== undefined && body.error !== null;
  const bare =
    !('choices' in body) &&
    !('messages' in body) &&
    !('usage' in body) &&
    typeof body.message === 'string' &&
    ('status' in body || 'code' in body);
  if (!told && !bare) return undefined;
  const status =
    numberOf(body.status) ?? numberOf(isRecord(body.error) ? (body.error.status ?? body.error.code) : body.code);
  return { status: status !== undefined && status >= 400 && status < 600 ? status : 200, body };
}
