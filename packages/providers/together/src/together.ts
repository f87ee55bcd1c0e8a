// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  bearerAuth,
  type HttpProviderOptions,
  healthOperation,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
} from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { dialect } from './dialect.ts';
import { upload } from './upload.ts';
import { videoOperation } from './video.ts';
import { voicesOperation } from './voices.ts';

export type TogetherOptions = HttpProviderOptions;

export type TogetherOperation =
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
  | 'video'
  | 'voices'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * Together AI. The key is `options.apiKey` or the environment variable TOGETHER_API_KEY.
 *
 * @example
 * const ai = pipeline(together());
 * const { text } = await ai.chat({ model: 'openai/gpt-oss-120b', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function together(options: TogetherOptions = {}): Provider<TogetherOperation> {
  checkOptions('together()', options, httpOptionChecks);
  const { apiKey, model } = options;
  return httpProvider<TogetherOperation>(
    {
      id: 'together',
      name: 'Together',
      baseURL: readEnvironment('TOGETHER_BASE_URL') ?? 'https://api.together.ai/v1',
      auth: bearerAuth({ apiKey, environment: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'], owner: 'Together' }),
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
        rerank: rerankOperation(),
        video: videoOperation,
        voices: voicesOperation,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ upload }),
        batch: batchOperation({ dialect, model, batches: { upload } }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    options,
  );
}
