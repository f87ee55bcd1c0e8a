// Who asks: a key of the resource, or somebody whom Entra ID knows.
import { KitError } from '@kit/core';
import {
  type Auth,
  bearerAuth,
  chosenAuth,
  clientCredentials,
  keyAuth,
  nodeTransport,
  readEnvironment,
  runtimeFiles,
  tokenExchange,
} from '@kit/http';
import type { AzureOptions } from './options.ts';

const owner = 'Azure';
/** Tokens live for an hour and more. */
const earlyMs = 300_000;
const keyVariables = ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'];

export function azureAuth(options: AzureOptions, isProject: boolean): Auth {
  const { apiKey, accessToken, clientId, clientSecret, transport } = options;
  const scope =
    options.scope ?? (isProject ? 'https://ai.azure.com/.default' : 'https://cognitiveservices.azure.com/.default');
  const shared = { owner, earlyMs, ...(transport && { transport }) };
  const key = keyAuth({ apiKey, environment: keyVariables, owner }, (request, secret) => {
    // Claude's wire has a header of its own.
    request.headers[isMessages(request.url) ? 'x-api-key' : 'api-key'] = secret;
  });
  const token = bearerAuth({ apiKey: accessToken, option: 'accessToken', credential: 'accessToken', owner });
  const application = clientCredentials({
    ...shared,
    tokenURL: tokenURLFor(options),
    clientId,
    clientSecret,
    scope,
    environment: { clientId: 'AZURE_CLIENT_ID', clientSecret: 'AZURE_CLIENT_SECRET' },
  });
  const workload = tokenExchange({
    ...shared,
    label: 'workload identity',
    tokenURL: tokenURLFor(options),
    request: async () => ({
      body: {
        type: 'urlencoded',
        fields: {
          grant_type: 'client_credentials',
          client_id: clientId ?? readEnvironment('AZURE_CLIENT_ID') ?? '',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await federatedToken(options),
          scope,
        },
      },
    }),
  });
  const machine = machineIdentity(options, scope, shared);

  /** What the options name comes before what the environment names. */
  const configured = (): Auth => {
    if (apiKey !== undefined) return key;
    if (accessToken !== undefined) return token;
    if (options.managedIdentity) return machine;
    if (clientSecret !== undefined) return application;
    if (options.federatedTokenFile !== undefined) return workload;
    if (keyVariables.some((name) => readEnvironment(name) !== undefined)) return key;
    if (readEnvironment('AZURE_CLIENT_SECRET') !== undefined) return application;
    if (readEnvironment('AZURE_FEDERATED_TOKEN_FILE') !== undefined) return workload;
    return readEnvironment('IDENTITY_ENDPOINT') !== undefined ? machine : key;
  };
  return chosenAuth({
    choose: (brought) =>
      brought === undefined
        ? configured()
        : brought.accessToken !== undefined
          ? token
          : brought.clientId !== undefined
            ? application
            : key,
    strategies: [key, token, application, workload, machine],
  });
}

const isMessages = (url: string) => /\/messages(?:\/count_tokens)?(?:\?|$)/.test(url);

function tokenURLFor({ tokenURL, tenantId }: AzureOptions): string {
  if (tokenURL !== undefined) return tokenURL;
  const authority = (readEnvironment('AZURE_AUTHORITY_HOST') ?? 'https://login.microsoftonline.com').replace(
    /\/+$/,
    '',
  );
  const tenant = tenantId ?? readEnvironment('AZURE_TENANT_ID') ?? 'organizations';
  return `${authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
}

/** Kubernetes writes the file anew every hour. */
async function federatedToken({ federatedTokenFile }: AzureOptions): Promise<string> {
  const file = federatedTokenFile ?? readEnvironment('AZURE_FEDERATED_TOKEN_FILE') ?? '';
  try {
    const files = runtimeFiles();
    if (!files) throw new Error('This runtime has no files.');
    return (await files.readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new KitError('authentication', 'Azure: the file with the federated token could not be read.', {
      cause,
      field: 'federatedTokenFile',
    });
  }
}

/** App Service and Functions say where to ask, and want a header of theirs; machines have an address that is always the same. */
function machineIdentity(
  options: AzureOptions,
  scope: string,
  shared: { readonly owner: string; readonly earlyMs: number; readonly transport?: AzureOptions['transport'] },
): Auth {
  const service = readEnvironment('IDENTITY_ENDPOINT');
  const { clientId } = options;
  // A resource, where everybody else has a scope.
  const query = { resource: scope.replace(/\/\.default$/, ''), ...(clientId !== undefined && { client_id: clientId }) };
  const place = service ?? 'http://169.254.169.254/metadata/identity/oauth2/token';
  // Machines are asked directly: a proxy would answer for its own.
  const direct = shared.transport ? undefined : nodeTransport({ proxy: false });
  const exchange = tokenExchange({
    ...shared,
    ...(direct && { transport: direct }),
    label: 'managed identity',
    tokenURL: options.tokenURL ?? place,
    request: () =>
      service !== undefined
        ? {
            method: 'GET',
            query: { 'api-version': '2019-08-01', ...query },
            headers: { 'x-identity-header': readEnvironment('IDENTITY_HEADER') ?? '' },
          }
        : { method: 'GET', query: { 'api-version': '2018-02-01', ...query }, headers: { metadata: 'true' } },
  });
  return {
    ...exchange,
    async close() {
      await exchange.close?.();
      await direct?.close();
    },
  };
}
