// The factory.
import type { Provider } from '@kit/core';
import { httpProvider } from '@kit/http';
import { anthropicOperations } from '@kit/transformer-anthropic';
import { anthropicAuth } from './auth.ts';
import { batchOperation } from './batch.ts';
import { type AnthropicOwnDialect, anthropicDialect } from './dialect.ts';
import { environmentBaseURL, environmentHeaders, takeBetas } from './environment.ts';
import { filesOperation } from './files.ts';
import { health } from './health.ts';
import { modelsOperation } from './live-models.ts';
import { type AnthropicOptions, checkAnthropicOptions } from './options.ts';
import { rateLimits } from './rate-limits.ts';

export type AnthropicOperationName = 'chat' | 'stream' | 'countTokens' | 'models' | 'health' | 'files' | 'batch';

/**
 * Claude. The key comes from the option or from `ANTHROPIC_API_KEY`.
 *
 * @example
 * const ai = pipeline(anthropic({ model: 'claude-sonnet-5-5' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown.
 */
export function anthropic(options: AnthropicOptions = {}): Provider<AnthropicOperationName> {
  checkAnthropicOptions(options);
  const { authToken: _, federation: __, version: asked, betas: given = [], workspaceId, ...http } = options;
  const baseURL = options.baseURL ?? environmentBaseURL() ?? 'https://api.anthropic.com/v1';
  const { betas, version, headers } = takeBetas({ ...environmentHeaders(), ...options.headers });
  const dialect = anthropicDialect({ version: asked ?? version, betas: [...given, ...betas] });
  return httpProvider<AnthropicOperationName>(
    {
      id: 'anthropic',
      name: 'Anthropic',
      baseURL,
      auth: anthropicAuth({ ...options, baseURL }),
      headers: plainHeaders(dialect, workspaceId),
      operations: {
        ...anthropicOperations(dialect),
        models: modelsOperation,
        health,
        files: filesOperation,
        batch: batchOperation(dialect),
      },
      errors: { load: async () => (await import('./errors.ts')).anthropicErrors },
      rateLimits,
      requestIdHeaders: ['request-id', 'x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, headers },
  );
}

/** For requests that have no encoder's headers of their own. */
function plainHeaders({ version, betas }: AnthropicOwnDialect, workspaceId: string | undefined) {
  return {
    'anthropic-version': version.current,
    ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }),
    ...(workspaceId !== undefined && { 'anthropic-workspace-id': workspaceId }),
  };
}
