// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { mistralBatches } from './batches.ts';
import { dialect } from './dialect.ts';
import { defaultBaseURL, keyNames } from './endpoint.ts';
import { mistralFiles } from './files.ts';
import { parseDeclaration } from './parse.ts';
import { rateLimits } from './rate-limits.ts';
import { liveTranscription } from './realtime/transcribe-stream.ts';
import { voicesOperation } from './voices.ts';

export interface MistralOptions extends HttpProviderOptions {
  /** Another WebSocket than the runtime's, for live transcription. */
  readonly WebSocket?: unknown;
}

export type MistralOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'moderate'
  | 'parse'
  | 'transcribe'
  | 'transcribeStream'
  | 'speech'
  | 'speechStream'
  | 'voices'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * Mistral AI. The key is `options.apiKey` or the environment variable MISTRAL_API_KEY; for keys of Codestral alone
 * `baseURL: 'https://codestral.mistral.ai/v1'` and CODESTRAL_API_KEY.
 *
 * @example
 * const ai = pipeline(mistral());
 * const { text } = await ai.chat({ model: 'mistral-large-latest', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function mistral(options: MistralOptions = {}): Provider<MistralOperation> {
  checkOptions('mistral()', options, { ...httpOptionChecks, WebSocket: 'function' });
  const { WebSocket, ...http } = options;
  const { transcribeStream, ...operations } = openaiOperations(dialect, {
    operations: [
      'chat',
      'stream',
      'complete',
      'embed',
      'moderate',
      'transcribe',
      'transcribeStream',
      'speech',
      'speechStream',
      'models',
    ],
  });
  return httpProvider<MistralOperation>(
    {
      id: 'mistral',
      name: 'Mistral AI',
      baseURL: defaultBaseURL,
      auth: bearerAuth({ apiKey: options.apiKey, environment: keyNames(options.baseURL), owner: 'Mistral AI' }),
      operations: {
        ...operations,
        transcribeStream: liveTranscription(transcribeStream, WebSocket),
        parse: parseDeclaration,
        voices: voicesOperation,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation(mistralFiles),
        batch: batchOperation({ dialect, model: options.model, batches: mistralBatches }),
      },
      // A model that chats reads no documents.
      modelNamed: ['parse'],
      errors: { load: async () => (await import('./errors.ts')).errors },
      rateLimits,
      requestIdHeaders: ['mistral-correlation-id', 'x-kong-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
