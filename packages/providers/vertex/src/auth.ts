// Who asks: a token, a service account's key, an API key, or what Google's own library finds around the program.
import { KitError } from '@kit/core';
import { type Auth, bearerAuth, chosenAuth, headerAuth, readEnvironment, signJwt, tokenExchange } from '@kit/http';
import { defaultCredentials } from './default-credentials.ts';
import { keyVariables } from './endpoint.ts';
import type { ServiceAccount, VertexOptions } from './options.ts';

const owner = 'Vertex';
export const cloudScope = 'https://www.googleapis.com/auth/cloud-platform';
const googleTokenURL = 'https://oauth2.googleapis.com/token';
const earlyMs = 300_000;
/** Signed a little before now: clocks differ. */
const skewSeconds = 10;

export function vertexAuth(options: VertexOptions, express: boolean): Auth {
  const { apiKey, accessToken, transport } = options;
  const token = bearerAuth({ apiKey: accessToken, option: 'accessToken', credential: 'accessToken', owner });
  const key = headerAuth({ header: 'x-goog-api-key', apiKey, environment: keyVariables, owner });
  const account = options.serviceAccount ?? environmentAccount();
  const service = tokenExchange({
    owner,
    label: 'service account',
    earlyMs,
    tokenURL: options.tokenURL ?? account?.token_uri ?? googleTokenURL,
    ...(transport && { transport }),
    request: async () => ({
      body: {
        type: 'urlencoded',
        fields: {
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: await assertion(account as ServiceAccount, options),
        },
      },
    }),
  });
  const found = defaultCredentials();
  const configured = (): Auth => {
    if (accessToken !== undefined) return token;
    if (options.serviceAccount !== undefined) return service;
    if (express) return key;
    return account ? service : found;
  };
  return chosenAuth({
    choose: (brought) =>
      brought === undefined ? configured() : brought.accessToken !== undefined ? token : express ? key : token,
    strategies: [token, key, service, found],
  });
}

function environmentAccount(): ServiceAccount | undefined {
  const email = readEnvironment('GOOGLE_CLIENT_EMAIL');
  const key = readEnvironment('GOOGLE_PRIVATE_KEY');
  if (email === undefined || key === undefined) return undefined;
  const id = readEnvironment('GOOGLE_PRIVATE_KEY_ID');
  return { client_email: email, private_key: key, ...(id !== undefined && { private_key_id: id }) };
}

/** What the account signs (RFC 7523). */
async function assertion(account: ServiceAccount, { subject }: VertexOptions): Promise<string> {
  const { client_email: iss, private_key: key, private_key_id: kid, token_uri: aud = googleTokenURL } = account;
  const iat = Math.floor(Date.now() / 1000) - skewSeconds;
  const claims = { iss, scope: cloudScope, aud, iat, exp: iat + 3600, ...(subject !== undefined && { sub: subject }) };
  try {
    return await signJwt({
      algorithm: 'RS256',
      // Variables of an environment have no line breaks.
      key: key.replaceAll('\\n', '\n'),
      claims,
      ...(kid !== undefined && { header: { kid } }),
    });
  } catch (cause) {
    throw new KitError(
      'config',
      'Vertex: the private key of the service account cannot be used; it must be PKCS#8 in PEM.',
      {
        cause,
        field: 'serviceAccount',
      },
    );
  }
}
