// Takes credentials, cookies and names of accounts out of what is recorded. What is masked keeps its length, so that
// recorded chunks stay the chunks that they were.
import type { TransportRequest } from '@kit/core';

/** Request headers that say something about the request's form; no other is kept. */
const keptOfRequests = /^(?:accept|content-type)$|-(?:version|beta)$|^x-goog-upload-(?!url)/;

/** Response headers that are dropped: what names somebody, and what changes with every reply and means nothing. */
const droppedOfResponses =
  /cookie|auth|token|secret|key|password|credential|signature|session|organi[sz]ation|workspace|project|account|tenant|user|client|email|-ip$|forwarded|^cf-|trace|report-to|^nel$|^date$|^server$|^via$|alt-svc|strict-transport|envoy|served-by|^x-cache|^vary$|access-control|^content-(?:encoding|length|security)|transfer-encoding|connection|keep-alive|^age$|etag|expires|pragma|p3p|x-content-type|x-frame|x-xss|-policy$/;
const alwaysKept = /rate-?limit|-token-count$/;

/** Names of headers and of query fields that hold a credential. */
const secretName = /auth|key|token|secret|password|credential|signature|cookie|assertion|session|^sig$|upload_id/i;
const harmlessName = /^(?:x-)?idempotency-key$|^(?:next_?)?page_?token$|^max_?(?:completion_|output_)?tokens$/i;

/** JSON fields with a credential, whatever it looks like. */
const secretField =
  /("(?:api_?key|apikey|x-api-key|access_?token|refresh_?token|id_?token|auth_?token|client_?secret|secret|password|authorization|assertion|private_?key|session_?token|cookie)"\s*:\s*")((?:[^"\\]|\\.)*)/gi;
/** JSON fields that name an account, where the value looks like an id. */
const accountField =
  /("(?:organi[sz]ation(?:_?id)?|org_?id|account_?id|project_?id|workspace_?id|user_?id|tenant_?id)"\s*:\s*")(?=[^"\\\s]*\d)([^"\\\s]{8,})/gi;
/** What credentials and names of accounts look like, wherever they stand. */
const looks: readonly RegExp[] = [
  /\b(sk-|pk-|rk-|gsk_|hf_|xai-|pplx-|r8_|nvapi-|fw_|csk-|key-)[A-Za-z0-9_-]{16,}/g,
  /\b(AIza)[A-Za-z0-9_-]{30,}/g,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(ya29\.)[A-Za-z0-9_.-]{16,}/g,
  /\b(eyJ)[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\b(Bearer |Basic )(?=[A-Za-z+/=._-]*\d)[A-Za-z0-9+/=._-]{12,}/g,
  /\b(org-|org_|proj_|user-|wrkspc_|acct_)[A-Za-z0-9]{12,}/g,
];

export interface Scrubber {
  /** Learns what must not be kept from a request that is about to be sent. */
  learn(request: Pick<TransportRequest, 'url' | 'headers'>): void;
  /** The same text, masked. */
  text(text: string): string;
  /** The same bytes, masked: as many as before. */
  bytes(bytes: Uint8Array): Uint8Array;
  /** Without the user, and with masked values of secret query fields. */
  url(url: string): string;
  requestHeaders(headers: Readonly<Record<string, string>>): Record<string, string>;
  responseHeaders(headers: Readonly<Record<string, string>>): Record<string, string>;
}

/** @param given further secrets: passwords that stand in a prompt, names of customers */
export function scrubber(given: readonly string[] = []): Scrubber {
  const secrets = new Set<string>();
  const learnSecret = (secret: string, leastLength = 6) => {
    for (const form of formsOf(secret)) if (form.length >= leastLength) secrets.add(form);
  };
  // What was given is meant, however short it is; a short header may be a word.
  for (const secret of given) learnSecret(secret, 1);

  const text = (plain: string): string => {
    let clean = plain;
    // Longer ones first: one secret may be the beginning of another.
    for (const secret of [...secrets].sort((one, other) => other.length - one.length))
      if (clean.includes(secret)) clean = clean.replaceAll(secret, () => masked(secret));
    for (const field of [secretField, accountField])
      clean = clean.replace(field, (_, head: string, value: string) => head + masked(value));
    for (const look of looks)
      clean = clean.replace(look, (found: string, head: string) => head + masked(found.slice(head.length)));
    return clean;
  };
  // One character for each byte, so that lengths are kept and nothing has to be text.
  const bytes = (plain: Uint8Array): Uint8Array => {
    const latin = Buffer.from(plain).toString('latin1');
    const clean = text(latin);
    return clean === latin ? plain : new Uint8Array(Buffer.from(clean, 'latin1'));
  };
  const url = (plain: string): string => {
    const shown = new URL(plain);
    shown.username = '';
    shown.password = '';
    for (const name of new Set(shown.searchParams.keys())) if (isSecretName(name)) shown.searchParams.set(name, '***');
    shown.searchParams.sort();
    return text(shown.href);
  };
  return {
    learn(request) {
      for (const [name, value] of Object.entries(request.headers)) {
        if (!isSecretName(name)) continue;
        learnSecret(value);
        learnSecret(value.slice(value.lastIndexOf(' ') + 1));
      }
      for (const [name, value] of new URL(request.url).searchParams) if (isSecretName(name)) learnSecret(value);
    },
    text,
    bytes,
    url,
    requestHeaders: (headers) => keep(headers, (name) => keptOfRequests.test(name), text),
    responseHeaders: (headers) =>
      keep(
        headers,
        (name) => alwaysKept.test(name) || !droppedOfResponses.test(name),
        // Addresses of uploads hold their own permission.
        (value) => (/^https?:/.test(value) && URL.canParse(value) ? url(value) : text(value)),
      ),
  };
}

function isSecretName(name: string): boolean {
  return secretName.test(name) && !harmlessName.test(name);
}

/** The ways in which a secret may be written: as it is, inside JSON, in a URL, in UTF-8 read byte by byte. */
function formsOf(secret: string): string[] {
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), ...decodedBasic(secret)];
  return [...forms, ...forms.map((form) => Buffer.from(form, 'utf8').toString('latin1'))];
}

/** User and password of a Basic credential. */
function decodedBasic(secret: string): string[] {
  const text = Buffer.from(secret, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 || /[^\x20-\x7e]/.test(text) ? [] : [text, text.slice(colon + 1)];
}

const masked = (secret: string) => '*'.repeat(secret.length);

function keep(
  headers: Readonly<Record<string, string>>,
  isKept: (name: string) => boolean,
  clean: (text: string) => string,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const lower = name.toLowerCase();
    if (isKept(lower)) kept[lower] = clean(value);
  }
  return kept;
}
