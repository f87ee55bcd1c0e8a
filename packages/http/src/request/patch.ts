// The call option `patch`: JSON pointers (RFC 6901) set in the body after encoding.
import { type CallOptions, type FormField, type JsonValue, KitError, type WireBody } from '@kit/core';
import { isRecord } from '@kit/wire';

type Patch = NonNullable<CallOptions['patch']>;

/**
 * The body with the patch applied. Copies only along the paths; missing objects on the way are made.
 * @throws KitError `invalid-request` for a pointer that leads nowhere.
 */
export function patchBody(body: WireBody | undefined, patch: Patch): WireBody | undefined {
  const pointers = Object.keys(patch);
  if (pointers.length === 0) return body;
  switch (body?.type) {
    case 'json':
      return {
        type: 'json',
        value: pointers.reduce((value, pointer) => setAt(value, pointer, patch[pointer]), body.value),
      };
    case 'form':
      return {
        type: 'form',
        fields: pointers.reduce((fields, pointer) => setField(fields, pointer, patch[pointer]), body.fields),
      };
    case 'urlencoded': {
      const fields: Record<string, string> = { ...body.fields };
      for (const pointer of pointers) {
        const [name] = keysOf(pointer, 1);
        if (patch[pointer] === undefined) delete fields[name as string];
        else fields[name as string] = asText(patch[pointer]);
      }
      return { type: 'urlencoded', fields };
    }
    default:
      throw wrong(pointers[0] as string, 'this request has no body of fields to patch');
  }
}

function setAt(root: JsonValue, pointer: string, value: JsonValue | undefined): JsonValue {
  return setIn(root, keysOf(pointer), 0, { pointer, value }) as JsonValue;
}

interface Change {
  readonly pointer: string;
  readonly value: JsonValue | undefined;
}

function setIn(node: unknown, keys: readonly string[], depth: number, change: Change): unknown {
  if (depth === keys.length) return change.value;
  const key = keys[depth] as string;
  if (Array.isArray(node)) return setItem(node, keys, depth, change);
  if (node === undefined) {
    if (change.value === undefined) return undefined;
  } else if (!isRecord(node))
    throw wrong(change.pointer, `"/${keys.slice(0, depth).join('/')}" is neither an object nor an array`);
  const record = (node ?? {}) as Record<string, unknown>;
  const inner = setIn(Object.hasOwn(record, key) ? record[key] : undefined, keys, depth + 1, change);
  if (inner !== undefined) return { ...record, [key]: inner };
  const { [key]: _, ...rest } = record;
  return rest;
}

function setItem(list: readonly unknown[], keys: readonly string[], depth: number, change: Change): unknown[] {
  const key = keys[depth] as string;
  const at = key === '-' ? list.length : /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : -1;
  if (at < 0 || at > list.length)
    throw wrong(
      change.pointer,
      `"${key}" is no index of an array with ${list.length} items; use 0 to ${list.length} or "-"`,
    );
  const inner = setIn(list[at], keys, depth + 1, change);
  const copy = [...list];
  if (inner === undefined) copy.splice(at, 1);
  else copy[at] = inner;
  return copy;
}

function setField(fields: readonly FormField[], pointer: string, value: JsonValue | undefined): readonly FormField[] {
  const [name] = keysOf(pointer, 1);
  const others = fields.filter((field) => field.name !== name);
  return value === undefined ? others : [...others, { name: name as string, value: asText(value) }];
}

const asText = (value: JsonValue | undefined) => (typeof value === 'string' ? value : JSON.stringify(value));

function keysOf(pointer: string, most = 64): string[] {
  if (!pointer.startsWith('/')) throw wrong(pointer, 'a JSON pointer begins with a slash, for example "/temperature"');
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keys.length > most)
    throw wrong(
      pointer,
      most === 1 ? 'the fields of a form have no fields of their own' : `a pointer has at most ${most} steps`,
    );
  return keys;
}

function wrong(pointer: string, reason: string): KitError {
  return new KitError('invalid-request', `patch: "${pointer.slice(0, 100)}" cannot be set: ${reason}.`, {
    field: 'patch',
  });
}
