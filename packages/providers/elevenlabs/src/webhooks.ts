// Webhooks: `ElevenLabs-Signature: t=<seconds>,v0=<hex>`, an HMAC over the time and the body.
import { KitError } from '@kit/core';
import { readEnvironment, verifySignature, type WebhookHeaders } from '@kit/http';
import { parseJson } from '@kit/wire';

export interface ElevenlabsWebhookOptions {
  readonly headers: WebhookHeaders;
  /** Exactly as it arrived. */
  readonly body: string | Uint8Array;
  /** Default: the environment variable ELEVENLABS_WEBHOOK_SECRET. */
  readonly secret?: string;
  /** How far the delivery's time may be from now. Default 30 minutes. */
  readonly toleranceMs?: number;
  readonly nowMs?: number;
}

/**
 * Checks a delivery's signature, and answers its body as JSON.
 * @throws KitError `authentication` if the delivery is not ElevenLabs's, `config` if there is no secret
 */
export async function verifyElevenlabsWebhook({
  headers,
  body,
  secret = readEnvironment('ELEVENLABS_WEBHOOK_SECRET'),
  toleranceMs = 30 * 60_000,
  nowMs,
}: ElevenlabsWebhookOptions): Promise<unknown> {
  if (secret === undefined)
    throw new KitError(
      'config',
      'verifyElevenlabsWebhook: set the option `secret` or the environment variable ELEVENLABS_WEBHOOK_SECRET.',
      { field: 'secret' },
    );
  const fields = new Map(
    headerOf(headers)
      .split(',')
      .map((field) => splitAt(field.trim())),
  );
  await verifySignature({
    body,
    secret,
    signature: fields.get('v0'),
    timestamp: fields.get('t') ?? null,
    toleranceMs,
    ...(nowMs !== undefined && { nowMs }),
  });
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return parseJson(text) ?? text;
}

function splitAt(field: string): [string, string] {
  const at = field.indexOf('=');
  return [field.slice(0, at), field.slice(at + 1)];
}

function headerOf(headers: WebhookHeaders): string {
  const name = 'elevenlabs-signature';
  if (typeof headers.get === 'function') return headers.get(name) ?? '';
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
