// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  bearerAuth,
  embedInParts,
  type HttpProviderOptions,
  healthOperation,
  httpOptionChecks,
  httpProvider,
} from '@kit/http';
import { loadedCompatibleErrors, openaiOperations } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { withPurpose } from './embed-model.ts';
import { defaultBaseURL, withoutSolar } from './endpoint.ts';
import { extracting } from './extraction.ts';
import { parseDeclaration } from './parse.ts';
import { rateLimits } from './rate-limits.ts';

export type UpstageOptions = HttpProviderOptions;

export type UpstageOperation = 'chat' | 'stream' | 'embed' | 'parse' | 'models' | 'health';

/**
 * Upstage. The key is `options.apiKey` or the environment variable UPSTAGE_API_KEY.
 *
 * @example
 * const ai = pipeline(upstage());
 * const { text } = await ai.chat({ model: 'solar-pro3', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function upstage(options: UpstageOptions = {}): Provider<UpstageOperation> {
  checkOptions('upstage()', options, httpOptionChecks);
  const { chat, stream, embed, models } = openaiOperations(dialect, {
    operations: ['chat', 'stream', 'embed', 'models'],
  });
  return httpProvider<UpstageOperation>(
    {
      id: 'upstage',
      name: 'Upstage',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['UPSTAGE_API_KEY'], owner: 'Upstage' }),
      operations: {
        chat: extracting(chat),
        stream: extracting(stream),
        embed: embedInParts(withPurpose(embed), 100),
        parse: parseDeclaration,
        models,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
      },
      // A model that chats reads no documents.
      modelNamed: ['parse'],
      errors: loadedCompatibleErrors,
      rateLimits,
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...options, ...(options.baseURL !== undefined && { baseURL: withoutSolar(options.baseURL) }) },
  );
}
