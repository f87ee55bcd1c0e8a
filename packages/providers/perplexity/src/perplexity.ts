// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { asyncOperation } from './async-chat.ts';
import { dialect } from './dialect.ts';
import { defaultBaseURL } from './endpoint.ts';
import { searchDeclaration } from './search.ts';

export interface PerplexityOptions extends HttpProviderOptions {
  /** The API of `chat` and `stream`: `chat` (default) is Sonar's, `responses` that of agents and their presets. */
  readonly api?: 'chat' | 'responses';
}

export type PerplexityOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'models'
  | 'health'
  | 'perplexityAsync'
  | 'perplexitySearch';

/**
 * Perplexity. The key is `options.apiKey` or the environment variable PERPLEXITY_API_KEY (PPLX_API_KEY, PERPLEXITYAI_API_KEY).
 *
 * @example
 * const ai = pipeline(perplexity());
 * const { text, citations } = await ai.chat({ model: 'sonar', messages: [user('What is new?')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function perplexity(options: PerplexityOptions = {}): Provider<PerplexityOperation> {
  checkOptions('perplexity()', options, { ...httpOptionChecks, api: ['chat', 'responses'] });
  const { api = 'chat', ...http } = options;
  return httpProvider<PerplexityOperation>(
    {
      id: 'perplexity',
      name: 'Perplexity',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({
        apiKey: options.apiKey,
        environment: ['PERPLEXITY_API_KEY', 'PPLX_API_KEY', 'PERPLEXITYAI_API_KEY'],
        owner: 'Perplexity',
      }),
      operations: {
        ...openaiOperations(dialect, { api, operations: ['chat', 'stream', 'embed', 'models'] }),
        // The list of the key's asynchronous chats costs nothing, and needs the key.
        health: healthOperation({ ask: { method: 'GET', path: '/async/chat/completions' } }),
        perplexityAsync: asyncOperation,
        perplexitySearch: searchDeclaration,
      },
      // Presets of agents bring their own.
      modelOptional: api === 'responses' ? ['chat', 'stream'] : [],
      errors: { load: async () => (await import('./errors.ts')).errors },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
