// What plugins keep state by: a key made of what a call says about itself.
import { type Call, KitError } from '@kit/core';

const parts = {
  provider: (_call: Call, provider: string) => provider,
  target: ({ context }: Call) => context.target,
  operation: ({ operation }: Call) => operation,
  model: ({ request }: Call) => (request as { readonly model?: string } | undefined)?.model,
  tenant: ({ context }: Call) => context.tenant,
  user: ({ context }: Call) => context.user,
  project: ({ context }: Call) => context.project,
  actor: ({ context }: Call) => context.actor?.id,
  credentials: ({ context }: Call) => context.credentials && digest(JSON.stringify(context.credentials)),
} as const;

/**
 * A part of a key. `credentials` are those of the call alone (a per-call key), as a digest: they are never kept. Calls that
 * do not say a part share one key for it.
 */
export type KeyPart = keyof typeof parts;

/** One or several parts, or a function that answers the key. */
export type KeyBy = KeyPart | readonly KeyPart[] | ((call: Call) => string);

/** For `checkOptions`: what was expected, if `value` is no such thing. */
export function checkKeyBy(value: unknown): string | undefined {
  const known = Object.keys(parts);
  const isPart = (part: unknown) => typeof part === 'string' && Object.hasOwn(parts, part);
  if (typeof value === 'function' || isPart(value)) return undefined;
  if (Array.isArray(value) && value.every(isPart)) return undefined;
  return `one or several of ${known.map((part) => `"${part}"`).join(', ')}, or a function of the call`;
}

/**
 * The key of a call. Parts cannot run into one another, whatever they hold.
 * @throws KitError `config` when a function answers no text.
 */
export function callKey(by: KeyBy, call: Call, provider: string): string {
  if (typeof by === 'function') {
    const key: unknown = by(call);
    if (typeof key === 'string') return encoded(key);
    throw new KitError('config', `A \`key\` function must answer a string. Got ${typeof key}.`, { field: 'key' });
  }
  if (typeof by === 'string') return part(by, call, provider);
  return by.map((name) => part(name, call, provider)).join('/');
}

function part(name: KeyPart, call: Call, provider: string): string {
  const value = parts[name](call, provider);
  return value === undefined ? name : `${name}=${encoded(value)}`;
}

/** Most names need no encoding, and looking costs less. */
const plain = /^[\w.@-]*$/;

function encoded(value: string): string {
  return plain.test(value) ? value : encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** FNV-1a in 64 bits: tells credentials apart without keeping them. Synchronous, where the runtime's digests are not. */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash.toString(16);
}
