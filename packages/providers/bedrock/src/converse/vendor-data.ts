// Opaque data of parts: what of it goes back to Bedrock, and what is left out.
import type { CodecContext, JsonValue, Origin, VendorData } from '@kit/core';
import { isRecord, type JsonRecord } from '@kit/wire';
import { converseRules } from '../capabilities.ts';
import { wireId } from '../wire-id.ts';
import type { Encoding } from './encoding.ts';

export function stamp({ origin }: Pick<CodecContext, 'origin'>, data: JsonValue): VendorData {
  return { origin: { wire: wireId, ...origin }, data };
}

/**
 * What Bedrock itself said, to a model of the same vendor: signatures are good in every region and account, but only for
 * models that can read them. Anything else is left out.
 */
export function ownData(vendor: VendorData | undefined, feature: string, encoding: Encoding): JsonRecord {
  return isRecord(replayable(vendor, feature, encoding)) ? (vendor?.data as JsonRecord) : {};
}

/** The data if it may be sent, else undefined and a warning. */
export function replayable(
  vendor: VendorData | undefined,
  feature: string,
  { rules, baseModels, warnings }: Encoding,
): JsonValue | undefined {
  if (!vendor) return undefined;
  const { wire, model } = vendor.origin;
  const sameVendor = model === undefined || converseRules(model, baseModels).vendor === rules.vendor;
  if (wire === wireId && sameVendor) return vendor.data;
  warnings.add(feature, `Opaque data from ${placeOf(vendor.origin)} cannot be replayed here; left out.`);
  return undefined;
}

function placeOf({ provider, model, wire }: Origin): string {
  return [provider, model, wire].filter(Boolean).join(' / ');
}
