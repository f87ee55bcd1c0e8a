// What the headers of a spoken reply say: model, characters that are billed, the request's id.
import { type JsonValue, KitError, type Usage, type WireHeaders } from '@kit/core';
import { numberOf } from '@kit/wire';

export function speechUsage(headers: WireHeaders): Usage | undefined {
  const characters = numberOf(headers['dg-char-count']);
  return characters === undefined
    ? undefined
    : { state: 'reported', units: { characters }, raw: { 'dg-char-count': characters } };
}

export function speechMeta(headers: WireHeaders): {
  readonly model?: string;
  readonly responseId?: string;
  readonly vendor?: Readonly<Record<string, JsonValue>>;
} {
  const model = headers['dg-model-name'];
  const responseId = headers['dg-request-id'];
  const told = Object.entries(headers).filter(([name]) => vendorHeaders.has(name)) as [string, JsonValue][];
  return {
    ...(model !== undefined && { model }),
    ...(responseId !== undefined && { responseId }),
    ...(told.length > 0 && { vendor: Object.fromEntries(told) }),
  };
}

/** The page of a proxy, or the words of a gateway. JSON says that the sound goes to a callback. */
export function isText({ 'content-type': type = '' }: WireHeaders): boolean {
  return type.startsWith('text/');
}

export function noSound({ 'content-type': type = 'no content type' }: WireHeaders): KitError {
  return new KitError('invalid-response', `The reply holds no sound (${type.slice(0, 80)}).`);
}

const vendorHeaders: ReadonlySet<string> = new Set([
  'dg-model-uuid',
  'dg-additional-model-uuids',
  'dg-project-id',
  'dg-breaks-applied',
  'dg-pronunciations-applied',
]);
