// Webhooks: the output of a queued run, signed by the workspace's secret.

import type { JsonValue } from '@kit/core';
import { isKitError, KitError } from '@kit/core';
import { readEnvironment, verifySignature, type WebhookHeaders } from '@kit/http';
import { isRecord, parseJson, parseTimestamp, recordOf, stringOf } from '@kit/wire';

export interface VerifyBasetenWebhookOptions {
  readonly headers: WebhookHeaders;
  /** The body exactly as it arrived. */
  readonly body: string | Uint8Array;
  /** Default: the environment variable BASETEN_WEBHOOK_SECRET. */
  readonly secret?: string;
  /** How old the delivery may be. Default five minutes. */
  readonly toleranceMs?: number;
  /** Milliseconds since the epoch; now if absent. */
  readonly nowMs?: number;
}

export interface BasetenWebhook {
  readonly requestId: string;
  /** Exactly what the model gave. */
  readonly data: JsonValue | undefined;
  readonly errors: readonly { readonly code?: string; readonly message?: string }[];
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly modelId?: string;
  readonly deploymentId?: string;
}

/**
 * Checks a delivery's signature and its age. Several signatures stand beside each other while a secret is replaced.
 * @throws KitError `authentication` if the delivery is not Baseten's, or too old; `config` if there is no secret
 */
export async function verifyBasetenWebhook(options: VerifyBasetenWebhookOptions): Promise<BasetenWebhook> {
  const { headers, body, toleranceMs = 300_000, nowMs = Date.now() } = options;
  const secret = options.secret ?? readEnvironment('BASETEN_WEBHOOK_SECRET');
  if (!secret)
    throw new KitError('config', 'verifyBasetenWebhook: set the option `secret` or BASETEN_WEBHOOK_SECRET.', {
      field: 'secret',
    });
  await verifyAny(body, secret, headerOf(headers, 'x-baseten-signature'));
  const row = recordOf(parseJson(typeof body === 'string' ? body : new TextDecoder().decode(body))) ?? {};
  const requestId = stringOf(row.request_id);
  const sentAt = parseTimestamp(row.time);
  if (requestId === undefined || sentAt === undefined || Math.abs(nowMs - sentAt) > toleranceMs)
    throw refused('its time is missing or too far from now');
  const modelId = stringOf(row.model_id);
  const deploymentId = stringOf(row.deployment_id);
  return {
    requestId,
    data: row.data as JsonValue | undefined,
    errors: (Array.isArray(row.errors) ? row.errors : []).filter(isRecord).map(errorOf),
    sentAt,
    ...(modelId !== undefined && { modelId }),
    ...(deploymentId !== undefined && { deploymentId }),
  };
}

async function verifyAny(body: string | Uint8Array, secret: string, header: string | undefined): Promise<void> {
  const signatures = (header ?? '').split(',').map((signature) => signature.trim());
  let failure: unknown;
  for (const signature of signatures) {
    try {
      return await verifySignature({ body, secret, signature });
    } catch (error) {
      if (!isKitError(error, 'authentication')) throw error;
      failure ??= error;
    }
  }
  throw failure;
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const plain = headers as Readonly<Record<string, string | readonly string[] | undefined>>;
  const value = plain[Object.keys(plain).find((key) => key.toLowerCase() === name) ?? name];
  return typeof value === 'string' ? value : value?.join(',');
}

function errorOf(row: Readonly<Record<string, unknown>>): { readonly code?: string; readonly message?: string } {
  const code = stringOf(row.code);
  const message = stringOf(row.message);
  return { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
}

const refused = (reason: string) =>
  new KitError('authentication', `The webhook was refused: ${reason}.`, { retry: 'never' });
