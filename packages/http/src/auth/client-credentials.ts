// Auth by OAuth 2 client credentials (RFC 6749, 4.4): an application's id and secret buy tokens.
import { type CallOptions, KitError } from '@kit/core';
import { bytesToBase64 } from '@kit/wire';
import type { Auth } from './auth.ts';
import { readEnvironment } from './read-environment.ts';
import { type TokenExchangeOptions, tokenExchange } from './token-exchange.ts';

export interface ClientCredentialsOptions extends Omit<TokenExchangeOptions, 'request' | 'environment' | 'tokenURL'> {
  /** Where tokens are sold; a function is asked with the credentials of the call, if it brings some. */
  readonly tokenURL: string | ((credentials: CallOptions['credentials']) => string);
  readonly clientId?: string | undefined;
  /** The secret, or a function that answers one. */
  readonly clientSecret?: string | (() => string | Promise<string>) | undefined;
  /** Environment variables for those. */
  readonly environment?: { readonly clientId: string; readonly clientSecret: string };
  readonly scope: string;
  /** How the application says who it is: in the form, or by `authorization: Basic`. Default `form`. */
  readonly clientIn?: 'form' | 'basic';
}

/** Per-call credentials: `{ clientId, clientSecret }`. @throws KitError `authentication` when there is none */
export function clientCredentials({ tokenURL, environment, ...options }: ClientCredentialsOptions): Auth {
  const { clientIn = 'form', scope } = options;
  return tokenExchange({
    label: 'application',
    ...options,
    tokenURL: typeof tokenURL === 'string' ? tokenURL : 'https://token.invalid',
    request: async (credentials) => {
      const { clientId, clientSecret } = await clientOf(credentials, options, environment);
      const grant = { grant_type: 'client_credentials', scope };
      const place = typeof tokenURL === 'string' ? {} : { url: tokenURL(credentials) };
      if (clientIn === 'form')
        return {
          ...place,
          body: { type: 'urlencoded', fields: { ...grant, client_id: clientId, client_secret: clientSecret } },
        };
      const encoded = bytesToBase64(new TextEncoder().encode(`${clientId}:${clientSecret}`));
      return { ...place, headers: { authorization: `Basic ${encoded}` }, body: { type: 'urlencoded', fields: grant } };
    },
  });
}

async function clientOf(
  credentials: CallOptions['credentials'],
  { clientId, clientSecret, owner = 'This provider' }: Omit<ClientCredentialsOptions, 'tokenURL' | 'environment'>,
  environment: ClientCredentialsOptions['environment'],
): Promise<{ readonly clientId: string; readonly clientSecret: string }> {
  const secret = typeof clientSecret === 'function' ? clientSecret : () => clientSecret;
  const id = credentials ? credentials.clientId : (clientId ?? (environment && readEnvironment(environment.clientId)));
  const word = credentials
    ? credentials.clientSecret
    : ((await secret()) ?? (environment && readEnvironment(environment.clientSecret)));
  if (typeof id === 'string' && id !== '' && typeof word === 'string' && word !== '')
    return { clientId: id, clientSecret: word };
  const variables = environment
    ? `, the environment variables ${environment.clientId} and ${environment.clientSecret}`
    : '';
  throw new KitError(
    'authentication',
    `${owner} needs an application: set the options \`clientId\` and \`clientSecret\`${variables} or the call option \`credentials\`.`,
    { field: 'clientId' },
  );
}
