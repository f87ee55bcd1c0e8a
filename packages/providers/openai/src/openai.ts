// The factory.
import type { Provider } from '@kit/core';
import { bearerAuth, httpProvider, readEnvironment } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { openaiDialect } from './dialect.ts';
import { health } from './health.ts';
import { checkOpenaiOptions, type OpenaiOptions, openaiHeaders } from './options.ts';

export type OpenaiOperationName =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'image'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'moderate'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * OpenAI. Chat goes over the responses wire unless `api: 'chat'` says otherwise.
 *
 * @example
 * const ai = pipeline(openai());                       // OPENAI_API_KEY
 * const { text } = await ai.chat({ model: 'gpt-6-sol', messages: [user('Hi')] });
 */
export function openai(options: OpenaiOptions = {}): Provider<OpenaiOperationName> {
  checkOpenaiOptions(options);
  const { api = 'responses', organization: _, project: __, ...http } = options;
  return httpProvider<OpenaiOperationName>(
    {
      id: 'openai',
      name: 'OpenAI',
      baseURL: readEnvironment('OPENAI_BASE_URL') ?? 'https://api.openai.com/v1',
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['OPENAI_API_KEY'], owner: 'OpenAI' }),
      headers: openaiHeaders(options),
      operations: {
        ...openaiOperations(openaiDialect, {
          api,
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
            'moderate',
            'countTokens',
            'models',
          ],
        }),
        health,
        files: filesOperation(),
        batch: batchOperation({ dialect: openaiDialect, api, model: options.model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
