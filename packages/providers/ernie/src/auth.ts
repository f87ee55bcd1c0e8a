// How Qianfan knows who asks: a bearer key, or keys of an account that buy tokens with a signed request (bce-auth-v1).
import { KitError, type Transport } from '@kit/core';
import {
  type ApiKey,
  type Auth,
  bearerAuth,
  chosenAuth,
  hexOf,
  hmacSha256,
  readEnvironment,
  tokenExchange,
} from '@kit/http';
import { numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';

export interface ErnieAuthSources {
  readonly apiKey: ApiKey | undefined;
  readonly accessKey: string | undefined;
  readonly secretKey: string | undefined;
  readonly tokenURL: string | undefined;
  readonly transport: Transport | undefined;
}

const owner = 'Qianfan';
/** A day. */
const lifeSeconds = 86_400;

export function ernieAuth({ apiKey, ...account }: ErnieAuthSources): Auth {
  const key = bearerAuth({ apiKey, environment: ['QIANFAN_API_KEY'], owner });
  const token = accountAuth(account);
  return chosenAuth({
    strategies: [key, token],
    choose(credentials) {
      if (credentials) return credentials.accessKey === undefined ? key : token;
      if (apiKey !== undefined) return key;
      if (account.accessKey !== undefined) return token;
      const hasKey = readEnvironment('QIANFAN_API_KEY') !== undefined;
      return !hasKey && readEnvironment('QIANFAN_ACCESS_KEY') !== undefined ? token : key;
    },
  });
}

function accountAuth({ accessKey, secretKey, tokenURL, transport }: Omit<ErnieAuthSources, 'apiKey'>): Auth {
  const address = tokenURL ?? 'https://iam.bj.baidubce.com/v1/BCE-BEARER/token';
  return tokenExchange({
    tokenURL: address,
    owner,
    ...(transport && { transport }),
    async request(credentials) {
      const id = credentials ? credentials.accessKey : (accessKey ?? readEnvironment('QIANFAN_ACCESS_KEY'));
      const secret = credentials ? credentials.secretKey : (secretKey ?? readEnvironment('QIANFAN_SECRET_KEY'));
      if (typeof id !== 'string' || typeof secret !== 'string')
        throw new KitError(
          'authentication',
          'Qianfan needs both keys of the account: set the options `accessKey` and `secretKey`, the environment variables QIANFAN_ACCESS_KEY and QIANFAN_SECRET_KEY, or the call option `credentials`.',
          { field: 'secretKey' },
        );
      const query = { expireInSeconds: String(lifeSeconds) };
      const { host, pathname } = new URL(address);
      const signed = { accessKey: id, secretKey: secret, method: 'GET', host, path: pathname, query, now: new Date() };
      return { method: 'GET', query, headers: { authorization: await bceAuthorization(signed) } };
    },
    read(body, { nowMs }) {
      const record = recordOf(body);
      const expiresAt = parseTimestamp(record?.expireTime) ?? numberOf(record?.expireTime);
      return { token: stringOf(record?.token) ?? '', expiresAt: expiresAt ?? nowMs + lifeSeconds * 1000 };
    },
  });
}

interface BceRequest {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly now: Date;
}

const validSeconds = 1_800;

/** `bce-auth-v1/<key>/<time>/<seconds>/host/<signature>`: https://cloud.baidu.com/doc/Reference/s/njwvz1yfu */
export async function bceAuthorization({
  accessKey,
  secretKey,
  method,
  host,
  path,
  query,
  now,
}: BceRequest): Promise<string> {
  const prefix = bcePrefix(accessKey, now);
  const key = await bceSigningKey(secretKey, prefix);
  const fields = Object.entries(query).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  const headers = `host:${escaped(host)}`;
  const canonical = [method, path, fields.sort().join('&'), headers].join('\n');
  return `${prefix}/host/${hexOf(await hmacSha256(key, canonical))}`;
}

export const bcePrefix = (accessKey: string, now: Date): string =>
  `bce-auth-v1/${accessKey}/${now.toISOString().replace(/\.\d+Z$/, 'Z')}/${validSeconds}`;

/** The key is used as its hexadecimal text. */
export const bceSigningKey = async (secretKey: string, prefix: string): Promise<string> =>
  hexOf(await hmacSha256(secretKey, prefix));

/** Everything but letters, digits, `-`, `.`, `_` and `~`. */
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
