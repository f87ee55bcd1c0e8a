// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { dialect } from './dialect.ts';
import { defaultBaseURL, withPrefix } from './endpoint.ts';

export type CerebrasOptions = HttpProviderOptions;

export type CerebrasOperation = 'chat' | 'stream' | 'complete' | 'models' | 'health' | 'files' | 'batch';

/**
 * Cerebras. The key is `options.apiKey` or the environment variable CEREBRAS_API_KEY.
 *
 * @example
 * const ai = pipeline(cerebras());
 * const { text } = await ai.chat({ model: 'gpt-oss-120b', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function cerebras(options: CerebrasOptions = {}): Provider<CerebrasOperation> {
  checkOptions('cerebras()', options, httpOptionChecks);
  const { baseURL, model } = options;
  return httpProvider<CerebrasOperation>(
    {
      id: 'cerebras',
      name: 'Cerebras',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['CEREBRAS_API_KEY'], owner: 'Cerebras' }),
      operations: {
        ...openaiOperations(dialect, { operations: ['chat', 'stream', 'complete', 'models'] }),
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ purpose: 'batch' }),
        batch: batchOperation({ dialect, model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id', 'inference-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...options, ...(baseURL !== undefined && { baseURL: withPrefix(baseURL) }) },
  );
}
