// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, CredentialPool, type HttpProviderOptions, httpOptionChecks, httpProvider } from '@kit/http';
import { replicateOperations } from './operations.ts';
import type { PredictionSettings } from './predictions/settings.ts';

export interface ReplicateOptions extends HttpProviderOptions {
  /**
   * Seconds, 0 to 60, for which a request is held open for its result before it is asked for again and again. An abort
   * cancels a prediction as soon as its id is known, which is after this time at the latest. Default 5.
   */
  readonly waitSeconds?: number;
  /** First pause between two looks at a prediction, in milliseconds; it grows to 5 s. Default 500. */
  readonly pollMs?: number;
  /** Names of a model's inputs: kit's `table` of families (default), or the model's own schema (`live`), asked for once. */
  readonly inputSchemas?: 'table' | 'live';
  /** Fetches images and sounds: their links expire after an hour. Default `false`. */
  readonly download?: boolean;
}

export type ReplicateOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'image'
  | 'speech'
  | 'transcribe'
  | 'video'
  | 'models'
  | 'files'
  | 'health'
  | 'replicatePredict';

/**
 * Replicate. The token is `options.apiKey` or the environment variable REPLICATE_API_TOKEN.
 *
 * @example
 * const ai = pipeline(replicate());
 * const { images } = await ai.image({ model: 'black-forest-labs/flux-schnell', prompt: 'A lighthouse at night' });
 *
 * @throws KitError `config` for an option that is wrong or unknown.
 */
export function replicate(options: ReplicateOptions = {}): Provider<ReplicateOperation> {
  checkOptions('replicate()', options, {
    ...httpOptionChecks,
    waitSeconds: checkWaitSeconds,
    pollMs: 'positive',
    inputSchemas: (value: unknown) => (value === 'table' || value === 'live' ? undefined : '"table" or "live"'),
    download: 'boolean',
  });
  const { apiKey, waitSeconds = 5, pollMs = 500, inputSchemas = 'table', download = false } = options;
  const settings: PredictionSettings = {
    waitSeconds,
    pollMs,
    inputSchemas,
    download,
    pooled: apiKey instanceof CredentialPool,
    models: new Map(),
  };
  return httpProvider<ReplicateOperation>(
    {
      id: 'replicate',
      name: 'Replicate',
      baseURL: 'https://api.replicate.com/v1',
      auth: bearerAuth({ apiKey, environment: ['REPLICATE_API_TOKEN'], owner: 'Replicate' }),
      operations: replicateOperations(settings),
      errors: { load: async () => (await import('./errors.ts')).replicateErrors },
      requestIdHeaders: ['x-request-id', 'cf-ray'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    options,
  );
}

function checkWaitSeconds(value: unknown): string | undefined {
  return typeof value === 'number' && value >= 0 && value <= 60 ? undefined : 'a number of seconds from 0 to 60';
}
