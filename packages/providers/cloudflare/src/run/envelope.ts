// What `run` wraps its answers in: `{ result, success, errors, messages }`.
import type { WireReply } from '@kit/core';
import { recordOf } from '@kit/wire';

/** What is inside; bodies without the envelope are taken as they are. */
export function resultOf(body: unknown): unknown {
  const record = recordOf(body);
  return record && 'result' in record && ('success' in record || 'errors' in record) ? record.result : body;
}

/** The reply as if it had no envelope. */
export function unwrapped(reply: WireReply): WireReply {
  const { status, headers, bytes } = reply;
  return { status, headers, bytes, text: () => reply.text(), json: () => resultOf(reply.json()) };
}
