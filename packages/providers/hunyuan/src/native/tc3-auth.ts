// TC3-HMAC-SHA256: signs the bytes of the body, the host and the time, with a key for one day and one service.
// https://www.tencentcloud.com/document/product/267/37447
import { type CallContext, KitError } from '@kit/core';
import {
  type Auth,
  credentialLabel,
  hexOf,
  hmacSha256,
  readEnvironment,
  type SignableRequest,
  sha256Hex,
  type VendorClock,
} from '@kit/http';

export interface Tc3Options {
  readonly secretId: string | undefined;
  readonly secretKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly clock: Pick<VendorClock, 'skewMs'>;
}

/** Per-call credentials: `{ secretId, secretKey, sessionToken }`. */
export function tc3Auth({ clock, ...configured }: Tc3Options): Auth {
  const signingKey = rememberedKey();
  return {
    acquire(context) {
      const keys = keysOf(context, configured);
      return {
        label: credentialLabel(keys.secretId),
        async apply(request) {
          const atMs = context.environment.now() + clock.skewMs;
          if (keys.sessionToken !== undefined) request.headers['x-tc-token'] = keys.sessionToken;
          request.headers['x-tc-timestamp'] = String(Math.floor(atMs / 1000));
          request.headers.authorization = await tc3Authorization(request, keys, {
            service: 'hunyuan',
            atMs,
            signingKey,
          });
        },
      };
    },
  };
}

interface Keys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken?: string | undefined;
}

function keysOf({ credentials }: CallContext, configured: Omit<Tc3Options, 'clock'>): Keys {
  const given = credentials ?? {
    secretId: configured.secretId ?? readEnvironment('TENCENTCLOUD_SECRET_ID'),
    secretKey: configured.secretKey ?? readEnvironment('TENCENTCLOUD_SECRET_KEY'),
    sessionToken: configured.sessionToken ?? readEnvironment('TENCENTCLOUD_SESSION_TOKEN'),
  };
  const { secretId, secretKey, sessionToken } = given as Readonly<Record<string, unknown>>;
  if (typeof secretId !== 'string' || secretId === '' || typeof secretKey !== 'string' || secretKey === '')
    throw new KitError(
      'authentication',
      'Hunyuan needs both keys of the account: set the options `secretId` and `secretKey`, the environment variables TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or the call option `credentials`.',
      { field: secretId ? 'secretKey' : 'secretId' },
    );
  return { secretId, secretKey, ...(typeof sessionToken === 'string' && sessionToken !== '' && { sessionToken }) };
}

interface Signing {
  readonly service: string;
  readonly atMs: number;
  readonly signingKey?: typeof signingKeyOf;
}

/** Good for a day. */
async function signingKeyOf(secretKey: string, date: string, service: string): Promise<Uint8Array> {
  let key: string | Uint8Array = `TC3${secretKey}`;
  for (const part of [date, service, 'tc3_request']) key = await hmacSha256(key, part);
  return key as Uint8Array;
}

/** Remembers the key that was made last: most programs have one pair of keys. */
function rememberedKey(): typeof signingKeyOf {
  let last: { readonly of: string; readonly key: Promise<Uint8Array> } | undefined;
  return (secretKey, date, service) => {
    const of = `${secretKey} ${date} ${service}`;
    if (last?.of !== of) last = { of, key: signingKeyOf(secretKey, date, service) };
    return last.key;
  };
}

/** The value of `authorization`. `content-type` and `host` are signed, as they are sent. */
export async function tc3Authorization(
  { method, url, headers, body = '' }: SignableRequest,
  { secretId, secretKey }: Keys,
  { service, atMs, signingKey = signingKeyOf }: Signing,
): Promise<string> {
  const { host, pathname, search } = new URL(url);
  const signedHeaders = 'content-type;host';
  const canonical = [
    method,
    pathname,
    search.slice(1),
    `content-type:${headers['content-type'] ?? ''}`,
    `host:${host}`,
    '',
    signedHeaders,
    await sha256Hex(body),
  ].join('\n');
  const date = new Date(atMs).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const text = `TC3-HMAC-SHA256\n${Math.floor(atMs / 1000)}\n${scope}\n${await sha256Hex(canonical)}`;
  const signature = hexOf(await hmacSha256(await signingKey(secretKey, date, service), text));
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
