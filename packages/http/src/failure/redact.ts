// Credentials taken out of what others said, and of what is shown.

/** The secrets of one request. Collected only when something went wrong or is shown. */
export type Secrets = readonly string[];

const sensitive = /auth|key|token|secret|password|credential|signature|cookie|^sig$/i;
const harmless: ReadonlySet<string> = new Set([
  'idempotency-key',
  'x-idempotency-key',
  'max_tokens',
  'pagetoken',
  'page_token',
  'nextpagetoken',
]);
/** Shorter ones are words that stand in many a message. */
const LEAST_LENGTH = 8;

/** True for names of headers and query fields that hold something secret. */
export function isSensitive(name: string): boolean {
  return sensitive.test(name) && !harmless.has(name.toLowerCase());
}

/** What of a signed request must not be shown: sensitive headers and query fields, and all that auth added. */
export function secretsOf(
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  added: ReadonlySet<string> = noNames,
): Secrets {
  const secrets: string[] = [];
  for (const name in headers) {
    if (!added.has(name) && !isSensitive(name)) continue;
    const value = headers[name] as string;
    // A scheme before the secret is none.
    const secret = value.slice(value.lastIndexOf(' ') + 1);
    secrets.push(value, secret);
    if (value.startsWith('Basic ')) secrets.push(...userAndPassword(secret));
  }
  for (const [name, value] of queryOf(url)) if (isSensitive(name)) secrets.push(value);
  return secrets.filter((secret) => secret.length >= LEAST_LENGTH);
}

const noNames: ReadonlySet<string> = new Set();

/** The same value with every secret in its strings replaced. Values without one are answered as they are. */
export function redacted(value: unknown, secrets: Secrets): unknown {
  if (secrets.length === 0 || value === undefined) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (
    text === undefined ||
    !secrets.some((secret) => text.includes(typeof value === 'string' ? secret : inJson(secret)))
  )
    return value;
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(typeof value === 'string' ? secret : inJson(secret), '***');
  return typeof value === 'string' ? clean : JSON.parse(clean);
}

/** A header as it may be shown: the scheme stays. */
export function shownHeader(value: string): string {
  const space = value.indexOf(' ');
  return space > 0 && /^[A-Za-z][A-Za-z0-9_-]*$/.test(value.slice(0, space)) ? `${value.slice(0, space)} ***` : '***';
}

/** A URL as it may be shown: no user, secret query fields replaced. */
export function shownUrl(url: string, added: ReadonlySet<string> = noNames): string {
  const at = url.indexOf('?');
  const bare = (at < 0 ? url : url.slice(0, at)).replace(/^(\w+:\/\/)[^/@]*@/, '$1');
  if (at < 0) return bare;
  const fields = url
    .slice(at + 1)
    .split('&')
    .map((field) => {
      const name = field.split('=', 1)[0] as string;
      return isSensitive(decoded(name)) || added.has(name) ? `${name}=***` : field;
    });
  return `${bare}?${fields.join('&')}`;
}

/** Names and values of the query, decoded. */
export function queryOf(url: string): [name: string, value: string][] {
  const at = url.indexOf('?');
  if (at < 0) return [];
  return url
    .slice(at + 1)
    .split('&')
    .map((field) => {
      const equals = field.indexOf('=');
      return equals < 0 ? [decoded(field), ''] : [decoded(field.slice(0, equals)), decoded(field.slice(equals + 1))];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const inJson = (secret: string) => JSON.stringify(secret).slice(1, -1);

function userAndPassword(base64: string): string[] {
  try {
    const text = atob(base64);
    return [text, text.slice(text.indexOf(':') + 1)];
  } catch {
    return [];
  }
}
