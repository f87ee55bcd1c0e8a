// Makes any value safe to log: secrets masked, bytes and long texts cut, errors shortened, nothing endless.
import { isKitError } from '@kit/core';

/** Field names that are never shown, at any depth; upper case, hyphens and underscores do not matter. */
const secretFields = [
  'authorization',
  'proxyauthorization',
  'apikey',
  'xapikey',
  'xgoogapikey',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'password',
  'secret',
  'clientsecret',
  'privatekey',
  'cookie',
  'setcookie',
  'credentials',
];

/** What looks like a key wherever it stands. Each is one pass over the text, without backtracking. */
const secretTexts: readonly RegExp[] = [
  /\b(?:sk|pk|rk|gsk|xai|hf|r8|key)[-_][\w-]{16,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bAKIA[A-Z0-9]{16}\b/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g,
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
];

const MASK = '[redacted]';
const DEEPEST = 8;
const MOST_ITEMS = 100;

export interface RedactionOptions {
  readonly redact: readonly string[];
  readonly mask: ((text: string) => string) | undefined;
  readonly maxTextLength: number;
}

export type Redact = (value: unknown) => unknown;

export function redaction({ redact, mask, maxTextLength }: RedactionOptions): Redact {
  const hidden = new Set([...secretFields, ...redact.map(plainName)]);

  function text(value: string): string {
    // Cut first, so that a huge text costs no more than a long one; a key that is cut is hidden all the same.
    let shown = value.length > maxTextLength ? value.slice(0, maxTextLength) : value;
    for (const pattern of secretTexts) shown = shown.replace(pattern, MASK);
    if (mask) shown = mask(shown);
    return value.length > maxTextLength ? `${shown}… (${value.length} characters)` : shown;
  }

  function safe(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (depth >= DEEPEST) return '[…]';
    if (isKitError(value)) return safe(value.toJSON(), depth);
    if (value instanceof Error) return { name: value.name, message: text(value.message) };
    if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => safe(item, depth + 1));
    return fields(value, depth);
  }

  function fields(value: object, depth: number): object {
    const shown: [string, unknown][] = [];
    for (const [name, field] of Object.entries(value).slice(0, MOST_ITEMS)) {
      const one = hidden.has(plainName(name)) && field !== undefined ? MASK : safe(field, depth + 1);
      if (one !== undefined) shown.push([name, one]);
    }
    return Object.fromEntries(shown);
  }

  return (value) => safe(value, 0);
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('-', '').replaceAll('_', '');
}
