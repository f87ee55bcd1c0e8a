// The factory.
import { checkOptions, type Operation, type OperationDeclaration, type Provider } from '@kit/core';
import { bearerAuth, CredentialPool, httpProvider, movedOperation } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { dialect } from './dialect.ts';
import { errors } from './errors.ts';
import { healthOf } from './health.ts';
import { chatByJob, streamByJob } from './jobs/chat.ts';
import { runOperation } from './jobs/run-operation.ts';
import { foldOutputs, streamOutputsOperation } from './jobs/stream-operation.ts';
import { imageOperation } from './media/image.ts';
import { speechOperation } from './media/speech.ts';
import { transcribeOperation } from './media/transcribe.ts';
import { videoOperation } from './media/video.ts';
import { endpointOf, optionChecks, type RunpodOptions, type Settings } from './options.ts';

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
  const openai = openaiOperations(dialect, { operations: ['chat', 'stream', 'complete', 'embed', 'models'] });
  /** Every endpoint has an OpenAI-like face of its own. */
  const facing = <K extends Operation>(operation: OperationDeclaration<K>) =>
    movedOperation(operation, (path, request) => `/${endpointOf(settings, request)}/openai/v1${path}`);
  return httpProvider<RunpodOperation>(
    {
      id: 'runpod',
      name: 'Runpod',
      baseURL: 'https://api.runpod.ai/v2',
      auth: bearerAuth({ apiKey: http.apiKey, environment: ['RUNPOD_API_KEY'], owner: 'Runpod' }),
      operations: {
        chat: api === 'job' ? chatByJob(settings) : facing(openai.chat),
        stream: api === 'job' ? streamByJob(settings) : facing(openai.stream),
        complete: facing(openai.complete),
        embed: facing(openai.embed),
        rerank: facing(rerankOperation()),
        models: facing(openai.models),
        image: imageOperation(settings),
        speech: speechOperation(settings),
        transcribe: transcribeOperation(settings),
        video: videoOperation(settings),
        health: healthOf(settings),
        runpodRun: runOperation(settings),
        runpodStream: streamOutputsOperation(settings),
      },
      folds: { runpodStream: foldOutputs },
      // An endpoint has its model.
      modelOptional: ['image', 'speech', 'transcribe', 'chat', 'stream'],
      // A worker may have to start, and to load its model.
      deadlines: { firstPart: 600_000, idle: 300_000 },
      errors,
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
