// Opaque data of this wire in messages and parts: what it holds, and whether it may be sent where this request goes.
import { type CodecContext, isReplayable, type JsonValue, type Origin, type VendorData } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { Body } from '../vendor-fields.ts';
import { wireId } from '../wire-id.ts';
import type { Encoding } from './encoding.ts';

/**
 * The data of a part: fields of its wire part that the unified part does not say (`thoughtSignature`,
 * `videoMetadata`, …; a function call's `id`), or the whole wire part where there is no unified one.
 */
export type PartData = Readonly<Record<string, JsonValue | undefined>>;

/** Signatures belong to the endpoint and the model that made them: elsewhere they are "corrupted". */
const boundTo: readonly (keyof Origin)[] = ['endpoint', 'model'];

/** Documented stand-in for the signature of a call that another vendor's model made. */
export const foreignSignature = 'skip_thought_signature_validator';

export function stamp(context: Pick<CodecContext, 'origin'>, data: PartData): VendorData {
  return { origin: { wire: wireId, ...context.origin }, data: data as JsonValue };
}

/** Data stated by a request that a server reads: of this wire, from nowhere in particular. */
export function stampWire(data: PartData): VendorData {
  return { origin: { wire: wireId }, data: data as JsonValue };
}

/** The data of a part as far as it may be replayed here; empty if there is none. What is dropped is warned about. */
export function replayed(vendor: VendorData | undefined, encoding: Encoding, feature: string): PartData {
  const data = ownData(vendor);
  if (!vendor) return {};
  if (!data) {
    encoding.warnings.add(feature, `Opaque data of the wire "${vendor.origin.wire}" was left out.`);
    return {};
  }
  if (data.thoughtSignature === undefined || isBoundHere(vendor, encoding)) return data;
  encoding.warnings.add(feature, 'A thought signature of another endpoint or model was left out.');
  const { thoughtSignature: _, ...rest } = data;
  return rest;
}

/** A whole wire part kept for replay; undefined (with a warning) if it does not belong here. */
export function replayedPart(vendor: VendorData | undefined, encoding: Encoding, feature: string): Body | undefined {
  const data = ownData(vendor);
  if (vendor && data && isBoundHere(vendor, encoding)) return { ...data };
  encoding.warnings.add(feature, 'A block of another vendor, endpoint or model was left out.');
  return undefined;
}

/** The data if it is this wire's, wherever it came from. */
export function ownData(vendor: VendorData | undefined): PartData | undefined {
  if (vendor?.origin.wire !== wireId) return undefined;
  return isRecord(vendor.data) ? (vendor.data as PartData) : undefined;
}

/** True if the data came from this wire, and from this endpoint and model as far as both are stated. */
export function isBoundHere(vendor: VendorData | undefined, { context }: Encoding): boolean {
  return vendor !== undefined && isReplayable(vendor.origin, { wire: wireId, ...context.origin }, boundTo);
}
