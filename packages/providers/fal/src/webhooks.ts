// Webhooks: fal signs its deliveries with Ed25519; its public keys are at an address of its own.
import { type JsonValue, KitError } from '@kit/core';
import type { WebhookHeaders } from '@kit/http';
import { arrayOf, isRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';

export interface FalWebhooksOptions {
  /** Answers the key set (`{ keys: [{ kty: 'OKP', crv: 'Ed25519', x }] }`). Default: fetched from fal, once a day. */
  readonly keys?: () => Promise<unknown>;
  /** How far a delivery's time may be from now. Default five minutes. */
  readonly toleranceMs?: number;
}

export interface FalDelivery {
  /** The same one when it is delivered again. */
  readonly requestId: string;
  readonly status: 'OK' | 'ERROR';
  /** The model's output; what failed, where it did. */
  readonly payload: JsonValue | undefined;
  readonly error?: string;
}

export interface FalWebhooks {
  /**
   * Checks a delivery's signature over the body as it arrived.
   * @throws KitError `authentication` if the delivery is not fal's, `network` if the keys cannot be fetched
   */
  verify(delivery: {
    readonly headers: WebhookHeaders;
    readonly body: string | Uint8Array;
    readonly nowMs?: number;
  }): Promise<FalDelivery>;
}

type PublicKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const keyURL = 'https://rest.fal.ai/.well-known/jwks.json';
const keptMs = 24 * 60 * 60_000;

/**
 * @example
 * const webhooks = falWebhooks();
 * const { requestId, payload } = await webhooks.verify({ headers: request.headers, body: await request.text() });
 */
export function falWebhooks({ keys = fetchKeys, toleranceMs = 300_000 }: FalWebhooksOptions = {}): FalWebhooks {
  let known: { readonly atMs: number; readonly keys: Promise<readonly PublicKey[]> } | undefined;
  const keySet = (nowMs: number): Promise<readonly PublicKey[]> => {
    if (known && nowMs - known.atMs < keptMs) return known.keys;
    const loading = keys().then(imported);
    known = { atMs: nowMs, keys: loading };
    loading.catch(() => {
      known = undefined;
    });
    return loading;
  };
  return {
    async verify({ headers, body, nowMs = Date.now() }) {
      const [requestId, userId, timestamp, signature] = ['request-id', 'user-id', 'timestamp', 'signature'].map(
        (name) => headerOf(headers, `x-fal-webhook-${name}`),
      );
      if (!requestId || !userId || !timestamp || !signature) throw refused('it lacks a header of its signature');
      const seconds = numberOf(timestamp);
      if (seconds === undefined || Math.abs(nowMs - seconds * 1000) > toleranceMs)
        throw refused('its timestamp is too far from now');
      const signed = bytesOfHex(signature);
      if (!signed) throw refused('its signature does not match');
      const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      const digest = hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', content as Uint8Array<ArrayBuffer>)));
      const message = new TextEncoder().encode([requestId, userId, timestamp, digest].join('\n'));
      let isTheirs = false;
      for (const key of await keySet(nowMs))
        isTheirs ||= await crypto.subtle.verify('Ed25519', key, signed, message as Uint8Array<ArrayBuffer>);
      if (!isTheirs) throw refused('its signature does not match');
      return deliveryOf(new TextDecoder().decode(content), requestId);
    },
  };
}

function deliveryOf(text: string, requestId: string): FalDelivery {
  const told = recordOf(parseJson(text)) ?? {};
  const error = stringOf(told.error);
  return {
    requestId: stringOf(told.request_id) ?? requestId,
    status: told.status === 'ERROR' ? 'ERROR' : 'OK',
    payload: told.payload as JsonValue | undefined,
    ...(error !== undefined && { error }),
  };
}

async function fetchKeys(): Promise<unknown> {
  try {
    const response = await fetch(keyURL, { signal: AbortSignal.timeout(10_000), redirect: 'error' });
    return await response.json();
  } catch (cause) {
    throw new KitError('network', "fal's public keys could not be fetched.", { cause });
  }
}

async function imported(set: unknown): Promise<readonly PublicKey[]> {
  const usable = arrayOf(recordOf(set)?.keys)
    .filter(isRecord)
    .filter(({ kty, crv, x }) => kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string');
  if (usable.length === 0) throw new KitError('invalid-response', 'The key set of fal holds no Ed25519 key.');
  return Promise.all(
    usable.map(({ x }) =>
      crypto.subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', x: x as string }, 'Ed25519', false, ['verify']),
    ),
  );
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : value?.[0];
}

const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{128}$/i.test(hex)) return undefined;
  return Uint8Array.from({ length: 64 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

const refused = (reason: string) =>
  new KitError('authentication', `The webhook was refused: ${reason}.`, { retry: 'never' });
