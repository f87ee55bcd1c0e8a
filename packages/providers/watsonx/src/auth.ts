// Who asks: a key of IBM Cloud buys tokens of an hour; Cloud Pak for Data has users; tokens may come from elsewhere.
import { KitError } from '@kit/core';
import { type Auth, bearerAuth, chosenAuth, headerAuth, keyExchange, readEnvironment, tokenExchange } from '@kit/http';
import type { WatsonxOptions } from './options.ts';

const owner = 'watsonx';
const keyVariables = ['WATSONX_API_KEY', 'WATSONX_APIKEY', 'WATSONX_AI_APIKEY'];
/** A fifth of the life of a token. */
const earlyMs = 720_000;

export function watsonxAuth(options: WatsonxOptions, host: string): Auth {
  const { apiKey, accessToken, username, password, zenApiKey, transport } = options;
  const shared = { owner, ...(transport && { transport }) };
  const onAws = /\.aws\.wxai\.ibm\.com/.test(host);
  const key = keyExchange({
    ...shared,
    apiKey,
    environment: keyVariables,
    earlyMs,
    tokenURL: options.tokenURL ?? (onAws ? awsTokenURL : 'https://iam.cloud.ibm.com/identity/token'),
    request: (apikey) =>
      onAws
        ? { body: { type: 'json', value: { apikey } } }
        : {
            body: { type: 'urlencoded', fields: { grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey } },
          },
  });
  const token = bearerAuth({
    apiKey: accessToken,
    environment: ['WATSONX_TOKEN'],
    option: 'accessToken',
    credential: 'accessToken',
    owner,
  });
  const user = tokenExchange({
    ...shared,
    label: 'user',
    tokenURL: options.tokenURL ?? `${host}/icp4d-api/v1/authorize`,
    request: async (brought) => ({
      body: {
        type: 'json',
        value: brought ? userOf(brought.username, brought) : userOf(username, { password, apiKey }),
      },
    }),
  });
  const zen = headerAuth({
    header: 'authorization',
    prefix: 'ZenApiKey ',
    apiKey: zenApiKey,
    environment: ['WATSONX_ZENAPIKEY'],
    option: 'zenApiKey',
    credential: 'zenApiKey',
    owner,
  });

  /** What the options name comes before what the environment names. */
  const configured = (): Auth => {
    if (username !== undefined) return user;
    if (apiKey !== undefined) return key;
    if (accessToken !== undefined) return token;
    if (zenApiKey !== undefined) return zen;
    if (keyVariables.some((name) => readEnvironment(name) !== undefined)) return key;
    if (readEnvironment('WATSONX_TOKEN') !== undefined) return token;
    return readEnvironment('WATSONX_ZENAPIKEY') !== undefined ? zen : key;
  };
  return chosenAuth({
    choose(brought) {
      if (!brought) return configured();
      if (brought.username !== undefined) return user;
      if (brought.accessToken !== undefined) return token;
      return brought.zenApiKey !== undefined ? zen : key;
    },
    strategies: [key, token, user, zen],
  });
}

/** Not verified: IBM's own client has it. */
const awsTokenURL = 'https://account-iam.platform.saas.ibm.com/api/2.0/apikeys/token';

/** A user with a password, or with a key. */
function userOf(username: unknown, { password, apiKey }: { readonly password?: unknown; readonly apiKey?: unknown }) {
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  if (typeof username === 'string' && typeof apiKey === 'string') return { username, api_key: apiKey };
  throw new KitError('authentication', 'watsonx: beside `username` set `password` or `apiKey`.', { field: 'password' });
}
