// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  CredentialPool,
  type HttpProviderOptions,
  headerAuth,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
} from '@kit/http';
import { falOperations } from './operations.ts';
import { foldOutput } from './output-fold.ts';
import type { FalSettings } from './settings.ts';

export interface FalOptions extends HttpProviderOptions {
  /**
   * `queue` (default): the work is put into the queue and looked at until it is done, however long that takes. `sync`: one
   * request is held open for it. Videos and `falRun` are jobs of the queue in either case.
   */
  readonly mode?: 'queue' | 'sync';
  /** Where models run, the queue is, files and tokens are. `baseURL` stands in for those that are not named. */
  readonly runURL?: string;
  readonly queueURL?: string;
  readonly restURL?: string;
  /** First pause between two looks at the queue, in milliseconds; it grows to 5 s. Default 500. */
  readonly pollMs?: number;
}

export type FalOperation =
  | 'chat'
  | 'stream'
  | 'image'
  | 'speech'
  | 'transcribe'
  | 'video'
  | 'files'
  | 'health'
  | 'falRun'
  | 'falStream'
  | 'falToken';

/**
 * fal.ai. The key is `options.apiKey` or the environment variable FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET.
 *
 * @example
 * const ai = pipeline(fal());
 * const { images } = await ai.image({ model: 'fal-ai/flux/schnell', prompt: 'A lighthouse at night' });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function fal(options: FalOptions = {}): Provider<FalOperation> {
  checkOptions('fal()', options, {
    ...httpOptionChecks,
    mode: ['queue', 'sync'],
    runURL: 'url',
    queueURL: 'url',
    restURL: 'url',
    pollMs: 'positive',
  });
  const { apiKey = keyOfTwoParts(), baseURL, ...http } = options;
  const settings: FalSettings = {
    mode: options.mode ?? 'queue',
    runURL: options.runURL ?? baseURL ?? 'https://fal.run',
    restURL: options.restURL ?? baseURL ?? 'https://rest.fal.ai',
    pollMs: options.pollMs ?? 500,
    pooled: apiKey instanceof CredentialPool,
  };
  return httpProvider<FalOperation>(
    {
      id: 'fal',
      name: 'fal',
      baseURL: options.queueURL ?? baseURL ?? 'https://queue.fal.run',
      auth: headerAuth({
        header: 'authorization',
        prefix: 'Key ',
        apiKey,
        environment: ['FAL_KEY', 'FAL_API_KEY'],
        owner: 'fal',
      }),
      operations: falOperations(settings),
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-fal-request-id'],
      modelOptional: ['health', 'falToken'],
      folds: { falStream: foldOutput },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}

/** `id:secret` of two variables, where the key is not whole in one. */
function keyOfTwoParts(): string | undefined {
  if (readEnvironment('FAL_KEY') !== undefined) return undefined;
  const id = readEnvironment('FAL_KEY_ID');
  const secret = readEnvironment('FAL_KEY_SECRET');
  return id === undefined || secret === undefined ? undefined : `${id}:${secret}`;
}
