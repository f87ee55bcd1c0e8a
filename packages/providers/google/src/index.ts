// @kit/provider-google: Google's Gemini API with an AI Studio key.
import { checkOptions, type Provider } from '@kit/core';
import { type HttpProviderOptions, headerAuth, httpOptionChecks, httpProvider, readEnvironment } from '@kit/http';
import { geminiOperations } from '@kit/transformer-gemini';
import { batchOperation } from './batch.ts';
import { continuedChat, continuedStream } from './continuation.ts';
import { googleDialect } from './dialect.ts';
import { embedOperation } from './embed.ts';
import { googleErrors } from './errors.ts';
import { filesOperation } from './files.ts';
import { imageOperation } from './image.ts';
import { healthOperation, modelsOperation } from './list-models.ts';
import { videoOperation } from './video.ts';

/** Operations of the Gemini API. It has no reranking and no moderation. */
export type GoogleOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'image'
  | 'speech'
  | 'transcribe'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'files'
  | 'batch'
  | 'video';

export interface GoogleOptions extends HttpProviderOptions {
  /** Version in the path, where `baseURL` is not given. Default `v1beta`; `v1` lacks tools and newer fields. */
  readonly apiVersion?: string;
  /** Ask on by itself when a long answer stops at the limit of one request (`CONTINUATION`). Default false. */
  readonly continue?: boolean;
}

const keyVariables = ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'];

/**
 * Google Gemini. The key comes from `apiKey`, `GOOGLE_API_KEY`, `GEMINI_API_KEY` or `GOOGLE_GENERATIVE_AI_API_KEY`.
 *
 * @example
 * const ai = pipeline(google({ model: 'gemini-3.8-flash' }));
 * const { text } = await ai.chat({ messages: [user('Why is the sky blue?')] });
 * @throws KitError `config` for an unknown or wrong option
 */
export function google(options: GoogleOptions = {}): Provider<GoogleOperation> {
  checkOptions('google', options, { ...httpOptionChecks, apiVersion: 'string', continue: 'boolean' });
  const { chat, stream, embed, image, speech, transcribe, countTokens } = geminiOperations(googleDialect);
  const { apiVersion, continue: goOn, ...common } = options;
  return httpProvider<GoogleOperation>(
    {
      id: 'google',
      name: 'Google Gemini',
      baseURL: homeURL(apiVersion),
      auth: headerAuth({
        header: 'x-goog-api-key',
        apiKey: options.apiKey,
        environment: keyVariables,
        owner: 'Google Gemini',
      }),
      errors: googleErrors,
      operations: {
        chat: goOn ? continuedChat(chat) : chat,
        stream: goOn ? continuedStream(stream) : stream,
        embed: embedOperation(embed),
        image: imageOperation(image),
        speech,
        transcribe,
        countTokens,
        models: modelsOperation,
        health: healthOperation,
        files: filesOperation,
        batch: batchOperation,
        video: videoOperation,
      },
      catalogue: () => import('./models.ts').then(({ catalogue }) => catalogue),
    },
    common,
  );
}

function homeURL(apiVersion: string | undefined): string {
  const home = readEnvironment('GOOGLE_GEMINI_BASE_URL') ?? 'https://generativelanguage.googleapis.com';
  const version = apiVersion ?? readEnvironment('GOOGLE_GENAI_API_VERSION') ?? 'v1beta';
  return `${home.replace(/\/+$/, '')}/${version}`;
}
