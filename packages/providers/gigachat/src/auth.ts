// How GigaChat knows who asks: a key or a password is exchanged for tokens of thirty minutes, a certificate needs none.
import {
  type CallContext,
  type CallOptions,
  type Credentials,
  deriveContext,
  KitError,
  type Transport,
  type WireRequest,
} from '@kit/core';
import {
  type Auth,
  bearerAuth,
  CredentialPool,
  noAuth,
  pooledExchange,
  readEnvironment,
  tokenExchange,
} from '@kit/http';
import { bytesToBase64 } from '@kit/wire';
import type { GigachatOptions } from './options.ts';

const owner = 'GigaChat';
export const defaultTokenURL = 'https://ngw.devices.sberbank.ru:9443/api/v2/oauth';

/** Tokens are renewed a minute before their end. */
const earlyMs = 60_000;

export interface GigachatAuthSources extends GigachatOptions {
  readonly transport: Transport;
  readonly baseURL: string;
}

/** The strategy is chosen with the first call: the environment may be read by then. Calls may bring credentials of their own. */
export function gigachatAuth(sources: GigachatAuthSources): Auth {
  const strategies: Strategies = {
    exchange: keyExchange(sources),
    password: passwordExchange(sources),
    token: bearerAuth({
      ...(sources.accessToken !== undefined && { apiKey: sources.accessToken }),
      environment: ['GIGACHAT_ACCESS_TOKEN'],
      option: 'accessToken',
      owner,
    }),
    certificate: noAuth(),
  };
  let chosen: Auth | undefined;
  return {
    acquire(context) {
      const { credentials } = context;
      if (credentials) return ownStrategy(credentials, strategies).acquire(ownContext(context, credentials));
      chosen ??= strategyFor(sources, strategies);
      return chosen.acquire(context);
    },
    preview: strategies.exchange.preview,
    ...(strategies.exchange.events && { events: strategies.exchange.events }),
    async close() {
      await strategies.exchange.close?.();
      await strategies.password.close?.();
    },
  };
}

type Strategies = Readonly<Record<'exchange' | 'password' | 'token' | 'certificate', Auth>>;

/** What the options name comes before what the environment names. */
function strategyFor({ apiKey, accessToken, username, cert }: GigachatOptions, strategies: Strategies): Auth {
  if (apiKey !== undefined) return strategies.exchange;
  if (accessToken !== undefined) return strategies.token;
  if (username !== undefined) return strategies.password;
  if (cert !== undefined) return strategies.certificate;
  if (readEnvironment('GIGACHAT_CREDENTIALS') !== undefined) return strategies.exchange;
  if (readEnvironment('GIGACHAT_ACCESS_TOKEN') !== undefined) return strategies.token;
  if (readEnvironment('GIGACHAT_USER') !== undefined) return strategies.password;
  if (readEnvironment('GIGACHAT_CERT_FILE') !== undefined) return strategies.certificate;
  return strategies.exchange;
}

/** `{ apiKey }`, `{ accessToken }` or `{ username, password }`. */
function ownStrategy({ accessToken, username }: Credentials, { exchange, password, token }: Strategies): Auth {
  if (accessToken !== undefined) return token;
  return username === undefined ? exchange : password;
}

/** A token is what the bearer strategy calls a key. */
function ownContext(context: CallContext, { accessToken }: Credentials): CallContext {
  return typeof accessToken === 'string' ? deriveContext(context, { credentials: { apiKey: accessToken } }) : context;
}

/** `Authorization: Basic <key>`, and a `RqUID` that is new with each request. */
function keyExchange({ apiKey, scope, tokenURL, transport }: GigachatAuthSources): Auth {
  const pool = apiKey instanceof CredentialPool ? apiKey : undefined;
  const keyOf = async (credentials: CallOptions['credentials']) => {
    if (credentials) return checkedKey(credentials.apiKey, 'call option `credentials.apiKey`');
    if (typeof apiKey === 'function') return checkedKey(await apiKey(), 'option `apiKey`');
    if (typeof apiKey === 'string') return checkedKey(apiKey, 'option `apiKey`');
    return checkedKey(readEnvironment('GIGACHAT_CREDENTIALS'), 'environment variable GIGACHAT_CREDENTIALS');
  };
  const exchange = tokenExchange({
    tokenURL: tokenURL ?? readEnvironment('GIGACHAT_AUTH_URL') ?? defaultTokenURL,
    transport,
    owner,
    earlyMs,
    request: async (credentials): Promise<WireRequest> => ({
      headers: { authorization: `Basic ${await keyOf(credentials)}`, rquid: crypto.randomUUID() },
      body: {
        type: 'urlencoded',
        fields: { scope: scope ?? readEnvironment('GIGACHAT_SCOPE') ?? 'GIGACHAT_API_PERS' },
      },
    }),
  });
  return pool ? pooledExchange(pool, exchange) : exchange;
}

function checkedKey(key: unknown, from: string): string {
  if (key === undefined || key === '') {
    throw new KitError(
      'authentication',
      'GigaChat needs an authorization key: set the option `apiKey`, the environment variable GIGACHAT_CREDENTIALS or the call option `credentials`.',
      { field: 'apiKey' },
    );
  }
  if (typeof key !== 'string' || !/^[A-Za-z0-9+/=_-]+$/.test(key)) {
    throw new KitError(
      'config',
      `GigaChat: the ${from} must be the authorization key as the vendor hands it out (base64), not client id and secret.`,
      { field: 'apiKey' },
    );
  }
  return key;
}

/** `POST /token` with user and password answers `{ tok, exp }`. */
function passwordExchange({ username, password, baseURL, transport }: GigachatAuthSources): Auth {
  return tokenExchange({
    tokenURL: `${baseURL.replace(/\/+$/, '')}/token`,
    transport,
    owner,
    earlyMs,
    request: (credentials) => ({
      headers: {
        authorization: `Basic ${basic(credentials ? { username: credentials.username, password: credentials.password } : { username, password })}`,
      },
    }),
  });
}

function basic(credentials: { readonly username?: unknown; readonly password?: unknown }): string {
  const user = credentials.username ?? readEnvironment('GIGACHAT_USER');
  const secret = credentials.password ?? readEnvironment('GIGACHAT_PASSWORD');
  if (typeof user !== 'string' || typeof secret !== 'string') {
    throw new KitError(
      'authentication',
      'GigaChat needs a user and a password: set the options `username` and `password`, or the environment variables GIGACHAT_USER and GIGACHAT_PASSWORD.',
      { field: 'username' },
    );
  }
  return bytesToBase64(new TextEncoder().encode(`${user}:${secret}`));
}
