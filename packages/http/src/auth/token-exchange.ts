// Auth by a token that costs an exchange: bought once for all calls, renewed early, bought again when it was refused.
import {
  type CallContext,
  type CallOptions,
  createContext,
  deadlineMs,
  type Environment,
  EventHub,
  KitError,
  Scope,
  systemEnvironment,
  type Transport,
  type WireHeaders,
  type WireRequest,
} from '@kit/core';
import { numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { readExplanation } from '../failure/read-explanation.ts';
import { readFailure } from '../failure/read-failure.ts';
import { isSensitive } from '../failure/redact.ts';
import { HttpReply } from '../reply/http-reply.ts';
import { readBody } from '../reply/read-body.ts';
import { encodeBody } from '../request/body.ts';
import { mergeHeaders } from '../request/headers.ts';
import { withQuery } from '../request/url.ts';
import { lazyTransport } from '../transport/lazy-transport.ts';
import type { Auth, Grant } from './auth.ts';
import type { PlaceKey } from './key-auth.ts';

/** A token as its server gave it. */
export interface Token {
  readonly token: string;
  /** Milliseconds since the epoch, by this machine's clock. Absent: good until it is refused. */
  readonly expiresAt?: number;
}

export interface TokenExchangeOptions {
  readonly tokenURL: string;
  /**
   * The request that asks for a token (`POST` if it names no method). `credentials`: those of the call, if it brings some.
   * @throws KitError `authentication` when there is nothing to exchange.
   */
  readonly request: (credentials: CallOptions['credentials']) => WireRequest | Promise<WireRequest>;
  /** Finds the token in the reply. Default: the fields that OAuth and its kin use. */
  readonly read?: (
    body: unknown,
    reply: { readonly headers: WireHeaders; readonly nowMs: number },
  ) => Token | undefined;
  /** Where it goes. Default: `authorization: Bearer`. */
  readonly place?: PlaceKey;
  /** How long before its end a token is renewed. Default a minute, or a tenth of its life if that is shorter. */
  readonly earlyMs?: number;
  /** What to call it in traces. Default `token`. */
  readonly label?: string;
  /** Who asks, for messages. */
  readonly owner?: string;
  /** Default: one of its own. Give the provider's, so that proxies and CAs hold here too. */
  readonly transport?: Transport;
  readonly environment?: Environment;
}

/** Per-call credentials that are remembered with their tokens, at most. */
const MAX_REMEMBERED = 100;
const MAX_TOKEN_BYTES = 1024 * 1024;

/**
 * Exchanges a long-lived credential for short-lived tokens. All calls share one exchange; a call that is aborted leaves it
 * to the others. A request that is refused with a token is sent once more with a fresh one.
 */
export function tokenExchange(options: TokenExchangeOptions): Auth {
  const { place = asBearer, label = 'token', environment = systemEnvironment } = options;
  const own = options.transport ? undefined : lazyTransport();
  const transport = options.transport ?? (own as Transport);
  const hub = new EventHub([], () => environment.now());
  const newPurse = (credentials: CallOptions['credentials']) =>
    new Purse({
      environment,
      earlyMs: options.earlyMs,
      buy: (scope) => buy({ ...options, transport, environment, credentials, scope }),
      onBought: ({ expiresAt }) =>
        hub.emit('token-refresh', { credential: label, ...(expiresAt !== undefined && { expiresAt }) }),
    });
  const house = newPurse(undefined);
  const perCall = new Map<string, Purse>();
  const purseFor = ({ credentials }: CallContext): Purse => {
    if (!credentials) return house;
    const key = JSON.stringify(credentials);
    const known = perCall.get(key) ?? newPurse(credentials);
    perCall.delete(key);
    perCall.set(key, known);
    if (perCall.size > MAX_REMEMBERED) perCall.delete(perCall.keys().next().value as string);
    return known;
  };
  const grantOf = (purse: Purse, token: Token): Grant => ({
    label,
    renewable: true,
    apply: (request) => place(request, token.token),
    settle: ({ error }) => {
      if (error?.code === 'authentication') purse.refuse(token);
    },
  });
  return {
    acquire(context) {
      const purse = purseFor(context);
      const token = purse.take(context);
      return token instanceof Promise ? token.then((bought) => grantOf(purse, bought)) : grantOf(purse, token);
    },
    preview: (request) => place(request, 'not-exchanged-for-inspection'),
    events: hub,
    async close() {
      for (const purse of [house, ...perCall.values()]) purse.close();
      await own?.close();
    },
  };
}

interface PurseOptions {
  readonly environment: Environment;
  readonly earlyMs: number | undefined;
  readonly buy: (scope: Scope) => Promise<Token>;
  readonly onBought: (token: Token) => void;
}

/** An exchange under way. */
interface Buying {
  readonly promise: Promise<Token>;
  readonly scope: Scope;
  waiters: number;
  /** Nobody needs to wait for it: the token before still serves. */
  background: boolean;
}

/** Holds one credential's token and the exchange that is under way for it. */
class Purse {
  readonly #options: PurseOptions;
  #token: Token | undefined;
  #boughtAt = 0;
  #buying: Buying | undefined;

  constructor(options: PurseOptions) {
    this.#options = options;
  }

  take(context: CallContext): Token | Promise<Token> {
    const token = this.#token;
    if (!token) return this.#wait(context);
    const left =
      token.expiresAt === undefined ? Number.POSITIVE_INFINITY : token.expiresAt - this.#options.environment.now();
    if (left <= 0) return this.#wait(context);
    // Good for this call; the next ones get a fresh one.
    if (left < this.#early(token)) this.#exchange().background = true;
    return token;
  }

  /** The vendor does not take it any more. */
  refuse(token: Token): void {
    if (this.#token === token) this.#token = undefined;
  }

  close(): void {
    this.#token = undefined;
    this.#buying?.scope.cancel(new KitError('aborted', 'The provider was closed.'));
  }

  #early({ expiresAt = 0 }: Token): number {
    return this.#options.earlyMs ?? Math.min(60_000, (expiresAt - this.#boughtAt) / 10);
  }

  #exchange(): Buying {
    if (this.#buying) return this.#buying;
    const scope = new Scope();
    const over = () => {
      // Another one is under way where this one was given up.
      if (this.#buying === buying) this.#buying = undefined;
      scope.close();
    };
    const promise = this.#options.buy(scope).then(
      (token) => {
        over();
        this.#token = token;
        this.#boughtAt = this.#options.environment.now();
        this.#options.onBought(token);
        return token;
      },
      (error: unknown) => {
        over();
        throw error;
      },
    );
    // Renewals in the background have nobody who listens; those who wait hear it through their own promise.
    promise.catch(() => {});
    const buying: Buying = { promise, scope, waiters: 0, background: false };
    this.#buying = buying;
    return buying;
  }

  /** Waits for the exchange that all share. The last one to leave ends it. */
  #wait({ scope }: CallContext): Promise<Token> {
    const buying = this.#exchange();
    buying.waiters++;
    return new Promise<Token>((resolve, reject) => {
      const forget = scope.onCancel((reason) => {
        buying.waiters--;
        if (buying.waiters === 0 && !buying.background) {
          if (this.#buying === buying) this.#buying = undefined;
          buying.scope.cancel(reason);
        }
        reject(reason);
      });
      buying.promise.then(resolve, reject).finally(forget);
    });
  }
}

interface Purchase extends TokenExchangeOptions {
  readonly transport: Transport;
  readonly environment: Environment;
  readonly credentials: CallOptions['credentials'];
  readonly scope: Scope;
}

async function buy({
  tokenURL,
  request,
  read = readToken,
  owner = 'The token server',
  transport,
  environment,
  credentials,
  scope,
}: Purchase): Promise<Token> {
  const wire = await request(credentials);
  const body = wire.body && encodeBody(wire.body, () => `kit-${environment.id()}`);
  const headers = mergeHeaders(
    { accept: 'application/json', ...(body && { 'content-type': body.mediaType }) },
    wire.headers,
  );
  const response = await transport(
    {
      method: wire.method ?? 'POST',
      url: withQuery(wire.url ?? tokenURL, [wire.query]),
      headers,
      ...(body && { body: body.data }),
    },
    { scope, connectMs: deadlineMs(undefined, 'connect'), headersMs: 60_000 },
  );
  const { status } = response;
  const refused = status < 200 || status >= 300;
  const reading = { context: createContext({}, environment), scope, maxBytes: MAX_TOKEN_BYTES };
  const bytes = refused
    ? await readExplanation(response.body, reading)
    : await readBody(response.body, { ...reading, beyond: 'cut' });
  const reply = new HttpReply(
    { status, headers: response.headers, bytes },
    { headersMs: 0, totalMs: 0, credential: undefined },
  );
  if (refused) {
    const error = readFailure(
      { status, headers: response.headers, body: reply.body() },
      {
        errors: exchangeErrors,
        name: owner,
        nowMs: environment.now(),
        secrets: sentSecrets(wire, headers),
        known: {},
        // A pool that this exchange is a member of may have another.
        alternatives: true,
      },
    );
    throw error;
  }
  const token = read(reply.body(), { headers: response.headers, nowMs: environment.now() });
  if (!token?.token)
    throw new KitError('invalid-response', `${owner}: the reply to the token request holds no token.`, { status });
  return token;
}

/** A refused exchange is a refused credential, whatever 4xx says so (RFC 6749 has 400 for it). */
const exchangeErrors = ({ status }: { readonly status: number }) =>
  status === 400 || status === 401 || status === 403 ? ({ code: 'authentication' } as const) : undefined;

/** Everything in a token request that may be the credential. */
function sentSecrets({ body }: WireRequest, headers: Readonly<Record<string, string>>): readonly string[] {
  const values = Object.entries(headers)
    .filter(([name]) => isSensitive(name))
    .map(([, value]) => value.slice(value.lastIndexOf(' ') + 1));
  if (body?.type === 'urlencoded') values.push(...Object.values(body.fields));
  if (body?.type === 'json')
    for (const value of Object.values(recordOf(body.value) ?? {})) if (typeof value === 'string') values.push(value);
  return values.filter((value) => value.length >= 16);
}

/**
 * The token in an OAuth reply or one of its kin: `access_token`, `accessToken`, `iamToken`, `token`, `tok`; its end as
 * `expires_in` (seconds), or `expires_at`, `expiration`, `expiresAt`, `exp` as a point in time. Points in time are the
 * server's: where it tells its own clock (`date`), the difference to this machine's is taken out.
 */
export function readToken(
  body: unknown,
  { headers, nowMs }: { readonly headers: WireHeaders; readonly nowMs: number },
): Token | undefined {
  const record = recordOf(body);
  const token = tokenFields.map((name) => stringOf(record?.[name])).find((value) => value);
  if (!record || !token) return undefined;
  const seconds = numberOf(record.expires_in ?? record.expiresIn);
  if (seconds !== undefined) return { token, expiresAt: nowMs + seconds * 1000 };
  for (const name of endFields) {
    const end = parseTimestamp(record[name]);
    if (end === undefined) continue;
    const serverNow = parseTimestamp(headers.date) ?? nowMs;
    return { token, expiresAt: nowMs + (end - serverNow) };
  }
  return { token };
}

const tokenFields = ['access_token', 'accessToken', 'iamToken', 'token', 'tok'] as const;
const endFields = ['expires_at', 'expiresAt', 'expiration', 'expires_on', 'exp'] as const;

const asBearer: PlaceKey = (request, token) => {
  request.headers.authorization = `Bearer ${token}`;
};
