// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { filesOperation } from '@kit/transformer-openai/resources';
import { batchOperation } from './batch.ts';
import { withConversation } from './conversation.ts';
import { countTokensDeclaration } from './count-tokens.ts';
import { deferredOperation } from './deferred.ts';
import { dialect } from './dialect.ts';
import { defaultBaseURL } from './endpoint.ts';
import { xaiFiles } from './files.ts';
import { keyState } from './health.ts';
import { rateLimits } from './rate-limits.ts';
import { video } from './video.ts';

export interface XaiOptions extends HttpProviderOptions {
  /**
   * The wire of `chat` and `stream`. Default `chat`; `responses` has the vendor's own tools (`web_search`, `x_search`, …)
   * and keeps nothing unless `store` says so.
   */
  readonly api?: 'chat' | 'responses';
}

export type XaiOperation =
  | 'chat'
  | 'stream'
  | 'image'
  | 'video'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'files'
  | 'batch'
  | 'xaiDeferred';

/**
 * xAI. The key is `options.apiKey` or the environment variable XAI_API_KEY.
 *
 * @example
 * const ai = pipeline(xai());
 * const { text } = await ai.chat({ model: 'grok-4.3', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function xai(options: XaiOptions = {}): Provider<XaiOperation> {
  checkOptions('xai()', options, { ...httpOptionChecks, api: ['chat', 'responses'] });
  const { api = 'chat', ...http } = options;
  const { chat, stream, ...operations } = openaiOperations(dialect, {
    api,
    operations: ['chat', 'stream', 'image', 'speech', 'speechStream', 'transcribe', 'transcribeStream', 'models'],
  });
  return httpProvider<XaiOperation>(
    {
      id: 'xai',
      name: 'xAI',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['XAI_API_KEY'], owner: 'xAI' }),
      operations: {
        ...operations,
        chat: api === 'chat' ? withConversation(chat) : chat,
        stream: api === 'chat' ? withConversation(stream) : stream,
        video,
        countTokens: countTokensDeclaration,
        health: healthOperation({ ask: { method: 'GET', path: '/api-key' }, read: keyState }),
        files: filesOperation(xaiFiles),
        batch: batchOperation(options.model),
        xaiDeferred: deferredOperation,
      },
      // The vendor has one model for each, and does not ask for it.
      modelOptional: ['speech', 'speechStream', 'transcribe', 'transcribeStream'],
      errors: { load: async () => (await import('./errors.ts')).errors },
      rateLimits,
      requestIdHeaders: ['x-request-id', 'x-trace-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
