// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { dialect } from './dialect.ts';
import { deepinfraRerank } from './rerank.ts';

export type DeepinfraOptions = HttpProviderOptions;

export type DeepinfraOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * DeepInfra. The key is `options.apiKey` or the environment variable DEEPINFRA_API_KEY.
 *
 * @example
 * const ai = pipeline(deepinfra());
 * const { text } = await ai.chat({ model: 'deepseek-ai/DeepSeek-V3.2', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function deepinfra(options: DeepinfraOptions = {}): Provider<DeepinfraOperation> {
  checkOptions('deepinfra()', options, httpOptionChecks);
  const { apiKey, model } = options;
  return httpProvider<DeepinfraOperation>(
    {
      id: 'deepinfra',
      name: 'DeepInfra',
      baseURL: 'https://api.deepinfra.com/v1/openai',
      auth: bearerAuth({ apiKey, environment: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'], owner: 'DeepInfra' }),
      operations: {
        ...openaiOperations(dialect, {
          operations: [
            'chat',
            'stream',
            'complete',
            'embed',
            'image',
            'speech',
            'speechStream',
            'transcribe',
            'transcribeStream',
            'models',
          ],
        }),
        rerank: rerankOperation(deepinfraRerank),
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ purpose: 'batch' }),
        batch: batchOperation({ dialect, model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    options,
  );
}
