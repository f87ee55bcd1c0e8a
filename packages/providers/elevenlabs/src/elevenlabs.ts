// The factory.
import { checkOptions, foldSpeech, type Provider } from '@kit/core';
import { type HttpProviderOptions, headerAuth, httpOptionChecks, httpProvider } from '@kit/http';
import { elevenlabsOperations } from './operations.ts';
import { concurrency } from './rate-limits.ts';

export interface ElevenlabsOptions extends HttpProviderOptions {
  /** Where data stay. Default: wherever the vendor likes. */
  readonly region?: 'us' | 'eu' | 'in' | 'sg';
  /** Id of the voice for requests that name none. */
  readonly voice?: string;
  /** Another WebSocket than the runtime's, for live speech and live transcription. */
  readonly WebSocket?: unknown;
}

export type ElevenlabsOperation =
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'voices'
  | 'models'
  | 'health'
  | 'elevenlabsLive'
  | 'elevenlabsToken';

const hosts = {
  us: 'https://api.us.elevenlabs.io',
  eu: 'https://api.eu.residency.elevenlabs.io',
  in: 'https://api.in.residency.elevenlabs.io',
  sg: 'https://api.sg.residency.elevenlabs.io',
} as const;

/**
 * ElevenLabs. The key is `options.apiKey` or the environment variable ELEVENLABS_API_KEY or XI_API_KEY.
 *
 * @example
 * const ai = pipeline(elevenlabs());
 * const { audio } = await ai.speech({ input: 'Hello', voice: '21m00Tcm4TlvDq8ikWAM' });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function elevenlabs(options: ElevenlabsOptions = {}): Provider<ElevenlabsOperation> {
  checkOptions('elevenlabs()', options, {
    ...httpOptionChecks,
    region: ['us', 'eu', 'in', 'sg'],
    voice: 'string',
    WebSocket: 'function',
  });
  const { apiKey, region, voice, WebSocket } = options;
  return httpProvider<ElevenlabsOperation>(
    {
      id: 'elevenlabs',
      name: 'ElevenLabs',
      baseURL: region === undefined ? 'https://api.elevenlabs.io' : hosts[region],
      auth: headerAuth({
        header: 'xi-api-key',
        apiKey,
        environment: ['ELEVENLABS_API_KEY', 'XI_API_KEY'],
        owner: 'ElevenLabs',
      }),
      operations: elevenlabsOperations({ voice, WebSocket }),
      errors: { load: async () => (await import('./errors.ts')).errors },
      rateLimits: concurrency,
      requestIdHeaders: ['request-id', 'x-trace-id'],
      // The vendor has a model of its own choice for speech.
      modelOptional: ['speech', 'speechStream', 'elevenlabsLive', 'elevenlabsToken'],
      folds: { elevenlabsLive: foldSpeech },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    options,
  );
}
