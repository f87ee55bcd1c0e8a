// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { headerAuth, httpProvider } from '@kit/http';
import { chatOperation, streamOperation } from './chat/chat.ts';
import { completeOperation } from './complete.ts';
import { embedOperation } from './embed.ts';
import { health } from './health.ts';
import { imageOperation } from './image.ts';
import { type NlpcloudOptions, optionChecks, type Settings } from './options.ts';
import { speechOperation } from './speech.ts';
import { taskOperation } from './task.ts';
import { transcribeOperation } from './transcribe.ts';

export type NlpcloudOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'image'
  | 'speech'
  | 'transcribe'
  | 'health'
  | 'nlpcloudTask';

/**
 * NLP Cloud. The key is `options.apiKey` or the environment variable NLPCLOUD_API_KEY.
 *
 * @example
 * const ai = pipeline(nlpcloud());
 * const { text } = await ai.chat({ model: 'finetuned-llama-3-70b', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function nlpcloud(options: NlpcloudOptions = {}): Provider<NlpcloudOperation> {
  checkOptions('nlpcloud()', options, optionChecks);
  const { gpu, language, async: isQueued = false, pollMs = 2_000, ...http } = options;
  const settings: Settings = { gpu, language, isQueued, pollMs };
  return httpProvider<NlpcloudOperation>(
    {
      id: 'nlpcloud',
      name: 'NLP Cloud',
      baseURL: 'https://api.nlpcloud.io/v1',
      auth: headerAuth({
        header: 'authorization',
        prefix: 'Token ',
        apiKey: http.apiKey,
        environment: ['NLPCLOUD_API_KEY', 'NLP_CLOUD_API_KEY'],
        owner: 'NLP Cloud',
      }),
      operations: {
        chat: chatOperation(settings),
        stream: streamOperation(settings),
        complete: completeOperation(settings),
        embed: embedOperation(settings),
        image: imageOperation(settings),
        speech: speechOperation(settings),
        transcribe: transcribeOperation(settings),
        health,
        nlpcloudTask: taskOperation(settings),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
