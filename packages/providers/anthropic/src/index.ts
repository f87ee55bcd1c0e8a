// Anthropic: Claude through its own API.
import { type Catalogue, checkOptions, type Provider } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks, httpProvider } from '@kit/http';
import { anthropicOperations } from '@kit/transformer-anthropic';
import { anthropicAuth, type Federation } from './auth.ts';
import { batchOperation } from './batch.ts';
import { anthropicDialect } from './dialect.ts';
import { environmentBaseURL, environmentHeaders, takeBetas } from './environment.ts';
import { anthropicErrors } from './errors.ts';
import { filesOperation } from './files.ts';
import { healthOperation } from './health.ts';
import { modelsOperation } from './live-models.ts';

export interface AnthropicOptions extends HttpProviderOptions {
  /** OAuth token, sent as a bearer token instead of an API key. Environment: `ANTHROPIC_AUTH_TOKEN`. */
  readonly authToken?: string | (() => string | Promise<string>);
  /** Workload identity: an identity token is exchanged for short-lived access tokens. */
  readonly federation?: Federation;
  /** API version for every request. Default: `2026-10-21`, and `2023-06-01` for requests with sampling parameters. */
  readonly version?: string;
  /** `anthropic-beta` values for every request. */
  readonly betas?: readonly string[];
  /** Workspace that requests are made in, for credentials that have several. */
  readonly workspaceId?: string;
}

export type AnthropicOperation = 'chat' | 'stream' | 'countTokens' | 'models' | 'health' | 'files' | 'batch';

/**
 * Claude. The key comes from the option or from `ANTHROPIC_API_KEY`.
 *
 * @example
 * const ai = pipeline(anthropic({ model: 'claude-sonnet-5-5' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown.
 */
export function anthropic(options: AnthropicOptions = {}): Provider<AnthropicOperation> {
  checkOptions('anthropic()', options, optionChecks);
  const baseURL = options.baseURL ?? environmentBaseURL() ?? 'https://api.anthropic.com/v1';
  const { betas, version, headers } = takeBetas({ ...environmentHeaders(), ...options.headers });
  const dialect = anthropicDialect({ version: options.version ?? version, betas: [...(options.betas ?? []), ...betas] });
  return httpProvider<AnthropicOperation>(
    {
      id: 'anthropic',
      name: 'Anthropic',
      baseURL,
      auth: anthropicAuth({ ...options, baseURL }),
      headers: plainHeaders(dialect, options.workspaceId),
      operations: {
        ...anthropicOperations(dialect),
        models: modelsOperation,
        health: healthOperation,
        files: filesOperation,
        batch: batchOperation(dialect),
      },
      errors: anthropicErrors,
      requestIdHeaders: ['request-id', 'x-request-id'],
      catalogue,
    },
    { ...options, headers },
  );
}

const catalogue = (): Promise<Catalogue> => import('./models.ts').then(({ catalogue }) => catalogue);

/** For requests that have no encoder's headers of their own. */
function plainHeaders({ version, betas }: ReturnType<typeof anthropicDialect>, workspaceId: string | undefined): Record<string, string> {
  return {
    'anthropic-version': version.current,
    ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }),
    ...(workspaceId !== undefined && { 'anthropic-workspace-id': workspaceId }),
  };
}

const secret = (value: unknown) => ((typeof value === 'string' && value !== '') || typeof value === 'function' ? undefined : 'a token, or a function that answers one');
const texts = (value: unknown) => (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '') ? undefined : 'an array of non-empty strings');

const optionChecks = { ...httpOptionChecks, authToken: secret, federation: 'object', version: 'string', betas: texts, workspaceId: 'string' } as const;

export type { Federation } from './auth.ts';
export { rulesFor } from './capabilities.ts';
export { anthropicErrors } from './errors.ts';
