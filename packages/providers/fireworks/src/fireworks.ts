// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { batchOperation } from './batch.ts';
import { dialect } from './dialect.ts';
import { imageOperation } from './image/operation.ts';
import { messagesOperations } from './messages.ts';
import { withFullNames } from './model-names.ts';
import { transcribeOperation, transcribeStreamOperation } from './transcribe.ts';

export interface FireworksOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `responses` keeps nothing, `messages` is Anthropic's. */
  readonly api?: 'chat' | 'responses' | 'messages';
  /** The account that batches belong to. Default: the environment variable FIREWORKS_ACCOUNT_ID. */
  readonly account?: string;
}

export type FireworksOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'transcribe'
  | 'transcribeStream'
  | 'models'
  | 'health'
  | 'batch';

/**
 * Fireworks AI. The key is `options.apiKey` or the environment variable FIREWORKS_API_KEY.
 *
 * @example
 * const ai = pipeline(fireworks());
 * const { text } = await ai.chat({ model: 'kimi-k2p6', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function fireworks(options: FireworksOptions = {}): Provider<FireworksOperation> {
  checkOptions('fireworks()', options, {
    ...httpOptionChecks,
    api: ['chat', 'responses', 'messages'],
    account: 'string',
  });
  const { api = 'chat', account, ...http } = options;
  const { chat, stream, complete, embed, models } = openaiOperations(dialect, {
    api: api === 'responses' ? 'responses' : 'chat',
    operations: ['chat', 'stream', 'complete', 'embed', 'models'],
  });
  const chats = api === 'messages' ? messagesOperations : { chat, stream };
  return httpProvider<FireworksOperation>(
    {
      id: 'fireworks',
      name: 'Fireworks',
      baseURL: 'https://api.fireworks.ai/inference/v1',
      auth: bearerAuth({
        apiKey: options.apiKey,
        environment: ['FIREWORKS_API_KEY', 'FIREWORKS_AI_API_KEY'],
        owner: 'Fireworks',
      }),
      operations: {
        chat: withFullNames(chats.chat),
        stream: withFullNames(chats.stream),
        complete: withFullNames(complete),
        embed: withFullNames(embed),
        rerank: withFullNames(rerankOperation()),
        image: imageOperation,
        transcribe: transcribeOperation,
        transcribeStream: transcribeStreamOperation,
        models,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        batch: batchOperation({ account, model: options.model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
