// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { dialect } from './dialect.ts';
import { defaultBaseURL, withPrefix } from './endpoint.ts';
import { rateLimits } from './rate-limits.ts';

export interface GroqOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; Groq's `responses` keep nothing. */
  readonly api?: 'chat' | 'responses';
}

export type GroqOperation =
  | 'chat'
  | 'stream'
  | 'transcribe'
  | 'transcribeStream'
  | 'speech'
  | 'speechStream'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * Groq. The key is `options.apiKey` or the environment variable GROQ_API_KEY.
 *
 * @example
 * const ai = pipeline(groq());
 * const { text } = await ai.chat({ model: 'openai/gpt-oss-120b', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function groq(options: GroqOptions = {}): Provider<GroqOperation> {
  checkOptions('groq()', options, { ...httpOptionChecks, api: ['chat', 'responses'] });
  const { api = 'chat', ...http } = options;
  return httpProvider<GroqOperation>(
    {
      id: 'groq',
      name: 'Groq',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['GROQ_API_KEY'], owner: 'Groq' }),
      operations: {
        ...openaiOperations(dialect, {
          api,
          operations: ['chat', 'stream', 'transcribe', 'transcribeStream', 'speech', 'speechStream', 'models'],
        }),
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ purpose: 'batch' }),
        batch: batchOperation({ dialect, api: 'chat', model: options.model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      rateLimits,
      requestIdHeaders: ['x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(http.baseURL !== undefined && { baseURL: withPrefix(http.baseURL) }) },
  );
}
