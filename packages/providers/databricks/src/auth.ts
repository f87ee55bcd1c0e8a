// Who asks: a personal token, a service principal of Databricks or of Entra, a federated identity.
import type { Credentials } from '@kit/core';
import { type Auth, bearerAuth, chosenAuth, clientCredentials, readEnvironment, tokenExchange } from '@kit/http';
import type { DatabricksOptions } from './databricks.ts';

const owner = 'Databricks';
/** Databricks as a resource of Entra, the same in every tenant. */
const databricksResource = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default';

export function databricksAuth(options: DatabricksOptions & { readonly baseURL: string }): Auth {
  const { apiKey, clientId, clientSecret, subjectToken, baseURL, transport } = options;
  const tenantId = options.tenantId ?? readEnvironment('ARM_TENANT_ID');
  const shared = { owner, clientId, clientSecret, ...(transport && { transport }) };
  const workspace = options.tokenURL ?? `${baseURL.replace(/\/+$/, '')}/oidc/v1/token`;
  const token = bearerAuth({ apiKey, environment: ['DATABRICKS_TOKEN'], owner });
  const principal = clientCredentials({
    ...shared,
    tokenURL: workspace,
    scope: 'all-apis',
    clientIn: 'basic',
    environment: { clientId: 'DATABRICKS_CLIENT_ID', clientSecret: 'DATABRICKS_CLIENT_SECRET' },
  });
  const entra = clientCredentials({
    ...shared,
    tokenURL:
      options.tokenURL ?? `https://login.microsoftonline.com/${encodeURIComponent(tenantId ?? '')}/oauth2/v2.0/token`,
    scope: databricksResource,
    environment: { clientId: 'ARM_CLIENT_ID', clientSecret: 'ARM_CLIENT_SECRET' },
  });
  const federation = tokenExchange({
    owner,
    label: 'federation',
    tokenURL: workspace,
    ...(transport && { transport }),
    request: async () => ({
      body: {
        type: 'urlencoded',
        fields: {
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: (await subjectToken?.()) ?? '',
          subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
          scope: 'all-apis',
        },
      },
    }),
  });

  /** What the options name comes before what the environment names. */
  const configured = (): Auth => {
    if (apiKey !== undefined) return token;
    if (subjectToken) return federation;
    if (clientId !== undefined) return options.tenantId === undefined ? principal : entra;
    if (readEnvironment('DATABRICKS_TOKEN') !== undefined) return token;
    if (readEnvironment('DATABRICKS_CLIENT_ID') !== undefined) return principal;
    return readEnvironment('ARM_CLIENT_ID') !== undefined && tenantId !== undefined ? entra : token;
  };
  const own = ({ clientId: brought }: Credentials): Auth =>
    brought === undefined ? token : options.tenantId === undefined ? principal : entra;
  return chosenAuth({
    choose: (credentials) => (credentials ? own(credentials) : configured()),
    strategies: [token, principal, entra, federation],
  });
}
