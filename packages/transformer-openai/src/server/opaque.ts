// Opaque data on its way through a gateway. What came from this wire is shown in the wire's own fields; another vendor's
// is packed, so that a client that sends the message back brings it along.
import type { JsonObject, JsonValue, Origin, VendorData } from '@kit/core';
import { isRecord, type JsonRecord, stringOf } from '@kit/wire';

/** Data stamped by the server face says which wire it is of, and nothing else. */
export function ofWire(wire: string, data: JsonValue): VendorData {
  return { origin: { wire }, data };
}

/** The data if it came from this wire. */
export function dataOf(vendor: VendorData | undefined, wire: string): JsonObject | undefined {
  return vendor && vendor.origin.wire === wire && isRecord(vendor.data) ? (vendor.data as JsonObject) : undefined;
}

/** Another wire's data as a JSON value. */
export function packed(vendor: VendorData | undefined, wire: string): JsonObject | undefined {
  if (!vendor || vendor.origin.wire === wire) return undefined;
  return { origin: { ...vendor.origin }, data: vendor.data };
}

export function unpacked(value: unknown): VendorData | undefined {
  if (!isRecord(value) || !isRecord(value.origin) || value.data === undefined) return undefined;
  const origin = originOf(value.origin);
  return origin && { origin, data: value.data as JsonValue };
}

function originOf(value: JsonRecord): Origin | undefined {
  const wire = stringOf(value.wire);
  if (wire === undefined) return undefined;
  const provider = stringOf(value.provider);
  const endpoint = stringOf(value.endpoint);
  const account = stringOf(value.account);
  const model = stringOf(value.model);
  return {
    wire,
    ...(provider !== undefined && { provider }),
    ...(endpoint !== undefined && { endpoint }),
    ...(account !== undefined && { account }),
    ...(model !== undefined && { model }),
  };
}
