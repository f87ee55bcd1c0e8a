// Who asks: an API key, an OAuth token, or a workload's identity that is exchanged for tokens.
import { type CallContext, deriveContext, EventHub, KitError } from '@kit/core';
import {
  type Auth,
  bearerAuth,
  changedGrant,
  type Grant,
  type HttpProviderOptions,
  headerAuth,
  readEnvironment,
  runtimeFiles,
  tokenExchange,
} from '@kit/http';

/** Workload identity. What is absent comes from the environment variable in brackets. */
export interface Federation {
  /** `[ANTHROPIC_FEDERATION_RULE_ID]` */
  readonly ruleId?: string;
  /** `[ANTHROPIC_ORGANIZATION_ID]` */
  readonly organizationId?: string;
  /** The workload's own token, or a function that answers a fresh one `[ANTHROPIC_IDENTITY_TOKEN, or the file ANTHROPIC_IDENTITY_TOKEN_FILE]`. */
  readonly identityToken?: string | (() => string | Promise<string>);
  readonly serviceAccountId?: string;
  /** `[ANTHROPIC_WORKSPACE_ID]` */
  readonly workspaceId?: string;
  /** Default: `/v1/oauth/token` at the API's origin. */
  readonly tokenURL?: string;
}

export interface AnthropicAuthOptions extends Pick<HttpProviderOptions, 'apiKey' | 'transport'> {
  readonly authToken?: string | (() => string | Promise<string>);
  readonly federation?: Federation;
  readonly baseURL: string;
}

const owner = 'Anthropic';
const oauthBeta = 'oauth-2025-04-20';

/**
 * The strategy that the options choose; without one, the first that the environment has. Per-call credentials are
 * `{ apiKey }` or `{ authToken }`.
 */
export function anthropicAuth(options: AnthropicAuthOptions): Auth {
  const key = headerAuth({ header: 'x-api-key', apiKey: options.apiKey, environment: ['ANTHROPIC_API_KEY'], owner });
  const token = withOauthBeta(
    bearerAuth({ apiKey: options.authToken, environment: ['ANTHROPIC_AUTH_TOKEN'], option: 'authToken', owner }),
  );
  const exchange = withOauthBeta(federationAuth(options));
  let chosen: Auth | undefined;
  return {
    acquire(context) {
      const { credentials } = context;
      if (!credentials) return (chosen ??= choose(options, { key, token, exchange })).acquire(context);
      if (credentials.authToken === undefined) return key.acquire(context);
      return token.acquire(deriveContext(context, { credentials: { apiKey: credentials.authToken as string } }));
    },
    preview: (request) => exchange.preview?.(request),
    events: new EventHub([key.events, token.events, exchange.events]),
    close: async () => exchange.close?.(),
  };
}

function choose(
  { apiKey, authToken, federation }: AnthropicAuthOptions,
  { key, token, exchange }: Readonly<Record<'key' | 'token' | 'exchange', Auth>>,
): Auth {
  if (apiKey !== undefined) return key;
  if (authToken !== undefined) return token;
  if (federation) return exchange;
  if (readEnvironment('ANTHROPIC_API_KEY') !== undefined) return key;
  if (readEnvironment('ANTHROPIC_AUTH_TOKEN') !== undefined) return token;
  return readEnvironment('ANTHROPIC_FEDERATION_RULE_ID') === undefined ? key : exchange;
}

/** Tokens are taken only with this beta value; it joins those that the request has. */
function withOauthBeta(auth: Auth): Auth {
  const wrap = (grant: Grant): Grant =>
    changedGrant(grant, {
      apply(request) {
        const betas = request.headers['anthropic-beta'];
        if (betas === undefined) request.headers['anthropic-beta'] = oauthBeta;
        else if (!betas.split(',').some((beta) => beta.trim() === oauthBeta))
          request.headers['anthropic-beta'] = `${betas},${oauthBeta}`;
        return grant.apply(request);
      },
    });
  return {
    ...auth,
    acquire(context: CallContext) {
      const grant = auth.acquire(context);
      return grant instanceof Promise ? grant.then(wrap) : wrap(grant);
    },
  };
}

function federationAuth({ federation = {}, baseURL, transport }: AnthropicAuthOptions): Auth {
  return tokenExchange({
    tokenURL: federation.tokenURL ?? new URL('/v1/oauth/token', baseURL).href,
    owner: 'Anthropic (token exchange)',
    label: 'federated token',
    // Tokens live minutes to an hour and there is no refresh token: the exchange is made again in good time.
    earlyMs: 120_000,
    transport,
    async request(credentials) {
      if (credentials)
        throw new KitError('authentication', 'Anthropic: per-call credentials are `apiKey` or `authToken`.', {
          field: 'credentials',
        });
      const { serviceAccountId, workspaceId = readEnvironment('ANTHROPIC_WORKSPACE_ID') } = federation;
      return {
        headers: { 'anthropic-beta': `${oauthBeta},oidc-federation-2026-04-01` },
        body: {
          type: 'json',
          value: {
            grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
            assertion: await identityToken(federation),
            federation_rule_id: required('ruleId', federation.ruleId, 'ANTHROPIC_FEDERATION_RULE_ID'),
            organization_id: required('organizationId', federation.organizationId, 'ANTHROPIC_ORGANIZATION_ID'),
            ...(serviceAccountId !== undefined && { service_account_id: serviceAccountId }),
            ...(workspaceId !== undefined && { workspace_id: workspaceId }),
          },
        },
      };
    },
  });
}

async function identityToken({ identityToken: given }: Federation): Promise<string> {
  const token =
    (typeof given === 'function' ? await given() : given) ??
    readEnvironment('ANTHROPIC_IDENTITY_TOKEN') ??
    (await tokenFromFile());
  return required('identityToken', token?.trim(), 'ANTHROPIC_IDENTITY_TOKEN or ANTHROPIC_IDENTITY_TOKEN_FILE');
}

/** Platforms renew the file; it is read for every exchange. Only where there are files. */
async function tokenFromFile(): Promise<string | undefined> {
  const path = readEnvironment('ANTHROPIC_IDENTITY_TOKEN_FILE');
  if (path === undefined) return undefined;
  const files = runtimeFiles();
  try {
    return await files?.readFile(path, 'utf8');
  } catch (error) {
    throw new KitError(
      'authentication',
      'Anthropic: the file that ANTHROPIC_IDENTITY_TOKEN_FILE names cannot be read.',
      { cause: error },
    );
  }
}

function required(option: keyof Federation, given: string | undefined, variable: string): string {
  const value = given || readEnvironment(variable);
  if (value) return value;
  throw new KitError(
    'authentication',
    `Anthropic: workload identity needs \`federation.${option}\` or the environment variable ${variable}.`,
    { field: `federation.${option}` },
  );
}
