// How Yandex knows who asks: by an API key, by an IAM token, or by something that IAM tokens are bought with.
import { type CallContext, deriveContext, systemEnvironment, type WireHeaders } from '@kit/core';
import {
  type Auth,
  chosenAuth,
  headerAuth,
  keyAuth,
  readEnvironment,
  readToken,
  signJwt,
  type TokenExchangeOptions,
  tokenExchange,
} from '@kit/http';
import type { AuthorizedKey, YandexOptions } from './options.ts';

const owner = 'Yandex AI Studio';
export const defaultTokenURL = 'https://iam.api.cloud.yandex.net/iam/v1/tokens';
const metadataURL = 'http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token';
const hourSeconds = 3_600;

/** What the options name comes before what the environment names. Calls bring `{ apiKey }` or `{ iamToken }`. */
export function yandexAuth(options: YandexOptions): Auth {
  const { apiKey, iamToken, authorizedKey, oauthToken, metadata, tokenURL = defaultTokenURL, transport } = options;
  // An API key is no bearer token: the native routes refuse it as one.
  const key = headerAuth({ header: 'authorization', prefix: 'Api-Key ', apiKey, environment: ['YC_API_KEY'], owner });
  const token = tokenAuth(iamToken);
  const buy = (exchange: Pick<TokenExchangeOptions, 'request'>) =>
    tokenExchange({
      tokenURL,
      owner,
      label: 'IAM token',
      ...(transport && { transport }),
      read: readIamToken,
      ...exchange,
    });
  const bought = authorizedKey
    ? buy({ request: async () => ({ body: { type: 'json', value: { jwt: await jwtOf(authorizedKey) } } }) })
    : oauthToken !== undefined
      ? buy({ request: () => ({ body: { type: 'json', value: { yandexPassportOauthToken: oauthToken } } }) })
      : metadata
        ? buy({
            request: () => ({
              method: 'GET',
              url: options.tokenURL ?? metadataURL,
              headers: { 'metadata-flavor': 'Google' },
            }),
          })
        : undefined;
  return chosenAuth({
    strategies: [key, token, ...(bought ? [bought] : [])],
    choose: (credentials) => {
      if (credentials) return credentials.iamToken === undefined ? key : token;
      if (apiKey !== undefined) return key;
      if (iamToken !== undefined) return token;
      if (bought) return bought;
      const hasToken = tokenVariables.some((name) => readEnvironment(name) !== undefined);
      return readEnvironment('YC_API_KEY') === undefined && hasToken ? token : key;
    },
  });
}

const tokenVariables = ['YC_IAM_TOKEN', 'YC_TOKEN'];

/** `Authorization: Bearer`. A call's token is what the strategy calls a key. */
function tokenAuth(iamToken: YandexOptions['iamToken']): Auth {
  const bearer = keyAuth(
    { apiKey: iamToken, environment: tokenVariables, option: 'iamToken', owner },
    (request, token) => {
      request.headers.authorization = `Bearer ${token}`;
    },
  );
  const own = (context: CallContext): CallContext => {
    const { iamToken: token } = context.credentials ?? {};
    return typeof token === 'string' ? deriveContext(context, { credentials: { apiKey: token } }) : context;
  };
  return { ...bearer, acquire: (context) => bearer.acquire(own(context)) };
}

/** Tokens live for twelve hours at most; the vendor wants a fresh one at least once an hour. */
function readIamToken(body: unknown, reply: { readonly headers: WireHeaders; readonly nowMs: number }) {
  const token = readToken(body, reply);
  const hourly = reply.nowMs + hourSeconds * 1_000;
  return token && { ...token, expiresAt: Math.min(token.expiresAt ?? hourly, hourly) };
}

/** Good for an hour, and from a minute ago: clocks differ. */
export function jwtOf({ id, service_account_id: account, private_key: key }: AuthorizedKey): Promise<string> {
  const issuedAt = Math.floor(systemEnvironment.now() / 1_000) - 60;
  return signJwt({
    algorithm: 'PS256',
    key,
    header: { kid: id },
    // The vendor's own address, wherever the request goes.
    claims: { iss: account, aud: defaultTokenURL, iat: issuedAt, exp: issuedAt + hourSeconds },
  });
}
