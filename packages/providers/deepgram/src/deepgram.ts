// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks, httpProvider } from '@kit/http';
import { deepgramAuth } from './auth.ts';
import { deepgramOperations } from './operations.ts';

export interface DeepgramOptions extends HttpProviderOptions {
  /** A short-lived token (`deepgramGrant`) instead of a key: sent as `Bearer`. */
  readonly accessToken?: string | (() => string | Promise<string>);
  /** Punctuation, numbers and dates as they are written. Default true; one request: `vendor.deepgram.smart_format`. */
  readonly smartFormat?: boolean;
  /** Another WebSocket than the runtime's, for live transcription. */
  readonly WebSocket?: unknown;
}

export type DeepgramOperation =
  | 'transcribe'
  | 'transcribeStream'
  | 'speech'
  | 'speechStream'
  | 'models'
  | 'health'
  | 'deepgramGrant'
  | 'deepgramRead';

/**
 * Deepgram. The key is `options.apiKey` or the environment variable DEEPGRAM_API_KEY.
 *
 * @example
 * const ai = pipeline(deepgram());
 * const { text, words } = await ai.transcribe({ model: 'nova-3', audio: { url: 'https://example.com/talk.mp3' } });
 *
 * @throws KitError `config` for an option that is wrong or unknown.
 */
export function deepgram(options: DeepgramOptions = {}): Provider<DeepgramOperation> {
  checkOptions('deepgram()', options, {
    ...httpOptionChecks,
    accessToken: (value: unknown) =>
      typeof value === 'function' || (typeof value === 'string' && value !== '')
        ? undefined
        : 'a token or a function that answers one',
    smartFormat: 'boolean',
    WebSocket: 'function',
  });
  const { apiKey, accessToken, smartFormat = true, WebSocket } = options;
  const auth = deepgramAuth({ apiKey, accessToken });
  return httpProvider<DeepgramOperation>(
    {
      id: 'deepgram',
      name: 'Deepgram',
      baseURL: 'https://api.deepgram.com/v1',
      auth,
      operations: deepgramOperations({ smartFormat, WebSocket }),
      errors: { load: async () => (await import('./errors.ts')).deepgramErrors },
      requestIdHeaders: ['dg-request-id', 'x-request-id'],
      // A voice can name its model.
      modelOptional: ['speech', 'speechStream'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    options,
  );
}
