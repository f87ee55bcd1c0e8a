// A page as the reader tells it.
import { KitError, type WireReply } from '@kit/core';
import { type JsonRecord, recordOf } from '@kit/wire';

/** `{ code, status, data }`. @throws KitError `invalid-response` */
export function pageOf(reply: WireReply, provider: string): JsonRecord {
  const data = recordOf(recordOf(reply.json())?.data);
  if (!data) throw new KitError('invalid-response', 'The reply holds no page.', { provider });
  return data;
}
