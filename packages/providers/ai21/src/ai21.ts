// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { loadedCompatibleErrors, openaiOperations } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { defaultBaseURL, withPrefix } from './endpoint.ts';
import { filesOperation } from './files.ts';
import { oneAnswer } from './one-answer.ts';

export type Ai21Options = HttpProviderOptions;

export type Ai21Operation = 'chat' | 'stream' | 'models' | 'health' | 'files';

/**
 * AI21 Labs. The key is `options.apiKey` or the environment variable AI21_API_KEY.
 *
 * @example
 * const ai = pipeline(ai21());
 * const { text } = await ai.chat({ model: 'jamba-large', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function ai21(options: Ai21Options = {}): Provider<Ai21Operation> {
  checkOptions('ai21()', options, httpOptionChecks);
  const { chat, stream, models } = openaiOperations(dialect, { operations: ['chat', 'stream', 'models'] });
  return httpProvider<Ai21Operation>(
    {
      id: 'ai21',
      name: 'AI21 Labs',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['AI21_API_KEY'], owner: 'AI21 Labs' }),
      operations: {
        chat,
        stream: oneAnswer(stream),
        models,
        // The list of models is given to everybody: it says nothing of the key.
        health: healthOperation({ ask: { method: 'GET', path: '/library/files', query: { limit: '1' } } }),
        files: filesOperation,
      },
      errors: loadedCompatibleErrors,
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...options, ...(options.baseURL !== undefined && { baseURL: withPrefix(options.baseURL) }) },
  );
}
