// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { type HttpProviderOptions, headerAuth, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { dialect } from './dialect.ts';
import { defaultBaseURL, withVersion } from './endpoint.ts';

export interface MaritacaOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `responses` is what the vendor recommends for new work. */
  readonly api?: 'chat' | 'responses';
  /** The word before the key: `Bearer` (default), or `Key`, the vendor's own. */
  readonly scheme?: 'Bearer' | 'Key';
}

export type MaritacaOperation = 'chat' | 'stream' | 'models' | 'health' | 'files' | 'batch';

/**
 * Maritaca AI. The key is `options.apiKey` or the environment variable MARITACA_API_KEY (MARITALK_API_KEY).
 *
 * @example
 * const ai = pipeline(maritaca());
 * const { text } = await ai.chat({ model: 'sabia-4', messages: [user('Olá')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function maritaca(options: MaritacaOptions = {}): Provider<MaritacaOperation> {
  checkOptions('maritaca()', options, {
    ...httpOptionChecks,
    api: ['chat', 'responses'],
    scheme: ['Bearer', 'Key'],
  });
  const { api = 'chat', scheme = 'Bearer', ...http } = options;
  return httpProvider<MaritacaOperation>(
    {
      id: 'maritaca',
      name: 'Maritaca AI',
      baseURL: defaultBaseURL,
      auth: headerAuth({
        header: 'authorization',
        prefix: `${scheme} `,
        apiKey: options.apiKey,
        environment: ['MARITACA_API_KEY', 'MARITALK_API_KEY'],
        owner: 'Maritaca AI',
      }),
      operations: {
        ...openaiOperations(dialect, { api, operations: ['chat', 'stream', 'models'] }),
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ purpose: 'batch' }),
        batch: batchOperation({ dialect, model: options.model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(http.baseURL !== undefined && { baseURL: withVersion(http.baseURL) }) },
  );
}
