// Webhooks of vendors with a header of their own: HMAC-SHA256 over the body, or over a timestamp and the body.
import { KitError } from '@kit/core';
import { base64ToBytes, parseTimestamp } from '@kit/wire';
import { hexToBytes, matchesAny } from './hmac.ts';
import { refused, webhookBytes } from './webhook-request.ts';

export interface VerifySignatureOptions {
  /** The body exactly as it arrived. */
  readonly body: string | Uint8Array;
  readonly secret: string;
  /** Value of the vendor's header; a prefix such as `sha256=` may stand before it. */
  readonly signature: string | null | undefined;
  /** Default `hex`. */
  readonly encoding?: 'hex' | 'base64';
  /** Value of the timestamp's header where it is signed too: the message is then `<timestamp>.<body>`. */
  readonly timestamp?: string | null;
  /** How far the timestamp may be from now. Default five minutes. */
  readonly toleranceMs?: number;
  readonly nowMs?: number;
}

/** @throws KitError `authentication` unless the signature is the body's. */
export async function verifySignature(options: VerifySignatureOptions): Promise<void> {
  const { body, secret, signature, encoding = 'hex', timestamp, toleranceMs = 300_000, nowMs = Date.now() } = options;
  if (!secret) throw new KitError('config', 'verifySignature: `secret` is empty.', { field: 'secret' });
  if (!signature) throw refused('it has no signature');
  const bare = signature.replace(/^(?:sha256|v1|hmac-sha256)=/i, '').trim();
  const bytes = encoding === 'hex' ? hexToBytes(bare) : base64ToBytes(bare);
  if (!bytes) throw refused('its signature does not match');
  let message = webhookBytes(body);
  if (timestamp !== undefined) {
    const sentAt = parseTimestamp(timestamp ?? undefined);
    if (sentAt === undefined || Math.abs(nowMs - sentAt) > toleranceMs)
      throw refused('its timestamp is missing or too far from now');
    const head = new TextEncoder().encode(`${timestamp}.`);
    const joined = new Uint8Array(head.length + message.length);
    joined.set(head);
    joined.set(message, head.length);
    message = joined;
  }
  if (!(await matchesAny([new TextEncoder().encode(secret)], message, [bytes])))
    throw refused('its signature does not match');
}
