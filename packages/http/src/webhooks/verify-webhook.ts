// Standard Webhooks (standardwebhooks.com), as OpenAI, Replicate and others send them.
import { KitError } from '@kit/core';
import { base64ToBytes, numberOf, parseJson } from '@kit/wire';
import { matchesAny } from './hmac.ts';
import { refused, type WebhookHeaders, webhookBytes, webhookHeader } from './webhook-request.ts';

export interface VerifyWebhookOptions {
  readonly headers: WebhookHeaders;
  /** The body exactly as it arrived: what was parsed and printed again has another signature. */
  readonly body: string | Uint8Array;
  /** `whsec_…`, or several while a secret is being replaced. */
  readonly secret: string | readonly string[];
  /** How old, or how far ahead, the message may be. Default five minutes. */
  readonly toleranceMs?: number;
  /** Milliseconds since the epoch; now if absent. */
  readonly nowMs?: number;
}

export interface VerifiedWebhook {
  /** Id of the message: the same one when it is delivered again. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** The body as JSON; as text where it is none. */
  readonly payload: unknown;
}

/**
 * Checks a delivery by `webhook-id`, `webhook-timestamp` and `webhook-signature`.
 * @throws KitError `authentication` for everything that is not right, without saying more than its sender may know;
 *   `config` for a secret that is none.
 */
export async function verifyWebhook({
  headers,
  body,
  secret,
  toleranceMs = 300_000,
  nowMs = Date.now(),
}: VerifyWebhookOptions): Promise<VerifiedWebhook> {
  const id = webhookHeader(headers, 'webhook-id') ?? webhookHeader(headers, 'svix-id');
  const timestamp = webhookHeader(headers, 'webhook-timestamp') ?? webhookHeader(headers, 'svix-timestamp');
  const signature = webhookHeader(headers, 'webhook-signature') ?? webhookHeader(headers, 'svix-signature');
  if (!id || !timestamp || !signature) throw refused('it lacks webhook-id, webhook-timestamp or webhook-signature');
  const seconds = numberOf(timestamp);
  if (seconds === undefined) throw refused('its timestamp is none');
  const sentAt = seconds * 1000;
  if (Math.abs(nowMs - sentAt) > toleranceMs) throw refused('its timestamp is too far from now');
  // Several signatures stand side by side while a secret is being replaced: `v1,<base64> v1,<base64>`.
  const signatures = signature
    .split(' ')
    .filter((item) => item.startsWith('v1,'))
    .map((item) => base64ToBytes(item.slice(3)))
    .filter((item) => item !== undefined);
  const content = webhookBytes(body);
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const message = new Uint8Array(head.length + content.length);
  message.set(head);
  message.set(content, head.length);
  const secrets = (typeof secret === 'string' ? [secret] : secret).map(secretBytes);
  if (!(await matchesAny(secrets, message, signatures))) throw refused('its signature does not match');
  const text = new TextDecoder().decode(content);
  return { id, sentAt, payload: parseJson(text) ?? text };
}

function secretBytes(secret: string): Uint8Array {
  const bytes = base64ToBytes(secret.replace(/^whsec_/, ''));
  if (!bytes || bytes.length === 0)
    throw new KitError(
      'config',
      'verifyWebhook: `secret` must be the base64 that the vendor shows, with or without "whsec_".',
      { field: 'secret' },
    );
  return bytes;
}
