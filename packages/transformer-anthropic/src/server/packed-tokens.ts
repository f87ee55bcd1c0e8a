// Other vendors' opaque tokens on their way through clients of this wire: packed into the tokens that those must echo.
import type { JsonValue, VendorData } from '@kit/core';
import { base64ToBytes, bytesToBase64Url, isRecord, parseJson } from '@kit/wire';

const mark = 'kit1.';

/** A token of this wire's that holds another's. `attach`: it belongs to the part before it. */
export function packToken(vendor: VendorData, attach = false): string {
  const json = JSON.stringify({ origin: vendor.origin, data: vendor.data, ...(attach && { attach }) });
  return mark + bytesToBase64Url(new TextEncoder().encode(json));
}

export interface UnpackedToken {
  readonly vendor: VendorData;
  readonly attach: boolean;
}

/** What was packed, or undefined for a token of the vendor's own. */
export function unpackToken(token: string): UnpackedToken | undefined {
  if (!token.startsWith(mark)) return undefined;
  const bytes = base64ToBytes(token.slice(mark.length));
  const packed = bytes && parseJson(new TextDecoder().decode(bytes));
  if (
    !isRecord(packed) ||
    !isRecord(packed.origin) ||
    typeof packed.origin.wire !== 'string' ||
    packed.data === undefined
  )
    return undefined;
  const { wire, provider, endpoint, account, model } = packed.origin;
  const origin = { wire, ...stringsOf({ provider, endpoint, account, model }) };
  return { vendor: { origin, data: packed.data as JsonValue }, attach: packed.attach === true };
}

function stringsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
