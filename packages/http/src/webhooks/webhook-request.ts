// The parts of a delivery that verification reads.
import { KitError } from '@kit/core';

/** A web `Headers`, or a plain object as Node gives it. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export function webhookHeader(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const plain = headers as Readonly<Record<string, string | readonly string[] | undefined>>;
  const value = plain[name] ?? plain[Object.keys(plain).find((key) => key.toLowerCase() === name) ?? ''];
  return typeof value === 'string' ? value : value?.[0];
}

export function webhookBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

export function refused(reason: string): KitError {
  return new KitError('authentication', `The webhook was refused: ${reason}.`, { retry: 'never' });
}
