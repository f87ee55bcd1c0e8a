// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { moderateOperation } from './moderate.ts';

export type SealionOptions = HttpProviderOptions;

export type SealionOperation = 'chat' | 'stream' | 'complete' | 'embed' | 'moderate' | 'models' | 'health';

/**
 * SEA-LION. The key is `options.apiKey` or the environment variable SEA_LION_API_KEY.
 *
 * @example
 * const ai = pipeline(sealion());
 * const { text } = await ai.chat({ model: 'aisingapore/Gemma-SEA-LION-v4-27B-IT', messages: [user('Apa kabar?')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function sealion(options: SealionOptions = {}): Provider<SealionOperation> {
  checkOptions('sealion()', options, httpOptionChecks);
  return httpProvider<SealionOperation>(
    {
      id: 'sealion',
      name: 'SEA-LION',
      baseURL: 'https://api.sea-lion.ai/v1',
      auth: bearerAuth({
        apiKey: options.apiKey,
        environment: ['SEA_LION_API_KEY', 'SEALION_API_KEY'],
        owner: 'SEA-LION',
      }),
      operations: {
        ...openaiOperations(dialect, { operations: ['chat', 'stream', 'complete', 'embed', 'models'] }),
        moderate: moderateOperation,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
      },
      // The model of chats is no judge: moderation has one of its own.
      modelNamed: ['moderate'],
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-litellm-call-id', 'x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    options,
  );
}
