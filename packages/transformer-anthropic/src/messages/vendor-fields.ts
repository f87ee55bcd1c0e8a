// Fields that only this wire has: `vendor` options of a request, laid over the encoded body.
import { isRecord } from '@kit/wire';
import type { JsonValue } from '@kit/core';
import type { Block } from '../wire-names.ts';
import { setOwn } from './vendor-data.ts';

export type VendorFields = Readonly<Record<string, JsonValue | undefined>>;

/**
 * Lays the fields over the body. Objects are merged one level deep, so that `output_config: { task_budget }` stands
 * beside the effort; null takes a field away. `betas` are not of the body (see `betasOf`).
 */
export function layOver(body: Block, fields: VendorFields | undefined): Block {
  if (!fields) return body;
  const whole = { ...body };
  for (const name in fields) {
    if (name === 'betas') continue;
    const value = fields[name];
    const present = whole[name];
    if (value === undefined) continue;
    if (isRecord(value) && (isRecord(present) || hasNull(value))) {
      const merged = mergedMember(isRecord(present) ? present : {}, value);
      if (Object.keys(merged).length > 0) setOwn(whole, name, merged);
      else delete whole[name];
    } else if (value === null) delete whole[name];
    else setOwn(whole, name, value);
  }
  return whole;
}

const hasNull = (value: Readonly<Record<string, unknown>>): boolean => Object.values(value).includes(null);

function mergedMember(present: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>>): Block {
  const merged: Block = {};
  for (const source of [present, fields]) for (const name in source) setOwn(merged, name, source[name] as JsonValue);
  for (const name in fields) if (fields[name] === null) delete merged[name];
  return merged;
}

/** Beta values of one request: `vendor: { anthropic: { betas: ['…'] } }`. */
export function betasOf(fields: VendorFields | undefined): readonly string[] {
  const betas = fields?.betas;
  const listed = typeof betas === 'string' ? betas.split(',') : Array.isArray(betas) ? betas : [];
  return listed.filter((beta): beta is string => typeof beta === 'string').map((beta) => beta.trim()).filter(Boolean);
}
