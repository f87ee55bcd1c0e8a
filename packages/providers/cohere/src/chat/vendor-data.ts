// Data that only Cohere understands: which thoughts were a plan for tools.
import type { CodecContext, JsonObject, Origin, VendorData } from '@kit/core';
import { isRecord } from '@kit/wire';
import { wireId } from '../wire-id.ts';
import type { Encoding } from './encoding.ts';

export function stamp({ origin }: CodecContext, data: JsonObject): VendorData {
  return { origin: { wire: wireId, ...origin }, data };
}

/** What Cohere itself said, at any of its endpoints: nothing in it is bound to one. From elsewhere it is left out. */
export function ownData(
  vendor: VendorData | undefined,
  at: string,
  { warnings }: Encoding,
): Readonly<Record<string, unknown>> {
  if (!vendor) return {};
  if (vendor.origin.wire === wireId) return isRecord(vendor.data) ? vendor.data : {};
  warnings.add(at, `Opaque data from ${placeOf(vendor.origin)} cannot be replayed here; left out.`);
  return {};
}

function placeOf({ provider, model, wire }: Origin): string {
  return [provider, model, wire].filter(Boolean).join(' / ');
}
