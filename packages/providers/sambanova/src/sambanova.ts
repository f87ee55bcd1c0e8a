// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { failureIn, openaiOperations } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { defaultBaseURL, withPrefix } from './endpoint.ts';
import { messagesOperations } from './messages.ts';

export interface SambanovaOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `responses` is OpenAI's newer one, `messages` Anthropic's. */
  readonly api?: 'chat' | 'responses' | 'messages';
}

export type SambanovaOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'transcribe'
  | 'transcribeStream'
  | 'models'
  | 'health';

/**
 * SambaNova. The key is `options.apiKey` or the environment variable SAMBANOVA_API_KEY.
 *
 * @example
 * const ai = pipeline(sambanova());
 * const { text } = await ai.chat({ model: 'gpt-oss-120b', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function sambanova(options: SambanovaOptions = {}): Provider<SambanovaOperation> {
  checkOptions('sambanova()', options, { ...httpOptionChecks, api: ['chat', 'responses', 'messages'] });
  const { api = 'chat', ...http } = options;
  return httpProvider<SambanovaOperation>(
    {
      id: 'sambanova',
      name: 'SambaNova',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['SAMBANOVA_API_KEY'], owner: 'SambaNova' }),
      operations: {
        ...openaiOperations(dialect, {
          api: api === 'responses' ? 'responses' : 'chat',
          operations: ['chat', 'stream', 'complete', 'embed', 'transcribe', 'transcribeStream', 'models'],
        }),
        ...(api === 'messages' && messagesOperations),
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      // An answer of status 200 may be an error all the same.
      failsInside: (body) => failureIn(body) !== undefined,
      requestIdHeaders: ['x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(http.baseURL !== undefined && { baseURL: withPrefix(http.baseURL) }) },
  );
}
