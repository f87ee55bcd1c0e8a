// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, CredentialPool, httpProvider } from '@kit/http';
import { foldOutputs } from './jobs/fold-outputs.ts';
import { runpodOperations } from './operations.ts';
import { optionChecks, type RunpodOptions, type Settings } from './options.ts';

export type RunpodOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'transcribe'
  | 'video'
  | 'models'
  | 'health'
  | 'runpodRun'
  | 'runpodStream';

/**
 * Runpod Serverless. The key is `options.apiKey` or the environment variable RUNPOD_API_KEY; the endpoint is
 * `options.endpointId`, RUNPOD_ENDPOINT_ID, or the model of the request.
 *
 * @example
 * const ai = pipeline(runpod({ endpointId: 'abc123', model: 'openai/gpt-oss-120b' }));
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function runpod(options: RunpodOptions = {}): Provider<RunpodOperation> {
  checkOptions('runpod()', options, optionChecks);
  const { endpointId, api = 'chat', waitMs = 5_000, pollMs = 1_000, ...http } = options;
  const settings: Settings = { endpointId, waitMs, pollMs, pooled: http.apiKey instanceof CredentialPool };
  return httpProvider<RunpodOperation>(
    {
      id: 'runpod',
      name: 'Runpod',
      baseURL: 'https://api.runpod.ai/v2',
      auth: bearerAuth({ apiKey: http.apiKey, environment: ['RUNPOD_API_KEY'], owner: 'Runpod' }),
      operations: runpodOperations(settings, api),
      folds: { runpodStream: foldOutputs },
      // An endpoint has its model.
      modelOptional: ['image', 'speech', 'transcribe', 'chat', 'stream'],
      // A worker may have to start, and to load its model.
      deadlines: { firstPart: 600_000, idle: 300_000 },
      errors: { load: async () => (await import('./errors.ts')).errors },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
