// Fields that only this wire has: `vendor` options of a request, laid over the encoded body.
import type { JsonValue } from '@kit/core';
import { isRecord } from '@kit/wire';
import type { Block } from '../wire-names.ts';
import { setOwn } from './vendor-data.ts';

export type VendorFields = Readonly<Record<string, JsonValue | undefined>>;

/** Objects that encoding makes: the caller's members join them instead of replacing the whole. */
const joined: ReadonlySet<string> = new Set(['thinking', 'output_config', 'metadata', 'tool_choice', 'cache_control']);

/**
 * Lays the fields over the body, so that `output_config: { task_budget }` stands beside the effort. Null takes away what
 * encoding put there: a field, or a member of the objects that it makes. `betas` are not of the body (see `betasOf`).
 */
export function layOver(body: Block, fields: VendorFields | undefined): Block {
  if (!fields) return body;
  const whole = { ...body };
  for (const name in fields) {
    const value = fields[name];
    if (name === 'betas' || value === undefined) continue;
    const laid = joined.has(name) && isRecord(value) ? joinedMembers(whole[name], value) : value;
    if (laid === null) delete whole[name];
    else setOwn(whole, name, laid);
  }
  return whole;
}

/** Null if nothing is left. */
function joinedMembers(present: JsonValue | undefined, members: Readonly<Record<string, unknown>>): Block | null {
  const joint: Block = {};
  for (const source of [isRecord(present) ? present : {}, members]) {
    for (const name in source) setOwn(joint, name, source[name] as JsonValue);
  }
  for (const name in members) if (members[name] === null) delete joint[name];
  return Object.keys(joint).length > 0 ? joint : null;
}

/** Beta values of one request: `vendor: { anthropic: { betas: ['…'] } }`. */
export function betasOf(fields: VendorFields | undefined): readonly string[] {
  const betas = fields?.betas;
  const listed = typeof betas === 'string' ? betas.split(',') : Array.isArray(betas) ? betas : [];
  return listed
    .filter((beta): beta is string => typeof beta === 'string')
    .map((beta) => beta.trim())
    .filter(Boolean);
}
