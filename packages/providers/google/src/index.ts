// @kit/provider-google: Google's Gemini API with an AI Studio key.
import { checkOptions, type Provider } from '@kit/core';
import {
  type FetchedMediaOptions,
  type HandledOperation,
  type HttpProviderOptions,
  headerAuth,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
} from '@kit/http';
import { type GeminiOperations, geminiOperations } from '@kit/transformer-gemini';
import { batchOperation } from './batch.ts';
import { continuedChat, continuedStream } from './continuation.ts';
import { googleDialect } from './dialect.ts';
import { embedOperation } from './embed.ts';
import { withFetchedMedia } from './fetched-media.ts';
import { filesOperation } from './files.ts';
import { health } from './health.ts';
import { imageOperation } from './image.ts';
import { modelsOperation } from './list-models.ts';
import { videoOperation } from './video.ts';

export type { FetchedMediaOptions } from '@kit/http';
export type { GoogleVendorOptions } from './vendor-options.ts';

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
  /** Fetch what links of a chat lead to and send the bytes, for models that take no links. Default false. */
  readonly fetchMedia?: boolean | FetchedMediaOptions;
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
  checkOptions('google', options, {
    ...httpOptionChecks,
    apiVersion: 'string',
    continue: 'boolean',
    fetchMedia: checkFetchMedia,
  });
  const { chat, stream, embed, image, speech, transcribe, countTokens } = geminiOperations(googleDialect);
  const { apiVersion, continue: goOn = false, fetchMedia = false, ...common } = options;
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
      errors: { load: async () => (await import('./errors.ts')).googleErrors },
      operations: {
        chat: chatOperation(chat, goOn, fetchMedia),
        stream: streamOperation(stream, goOn, fetchMedia),
        embed: embedOperation(embed),
        image: imageOperation(image),
        speech,
        transcribe,
        countTokens,
        models: modelsOperation,
        health,
        files: filesOperation,
        batch: batchOperation,
        video: videoOperation,
      },
      catalogue: () => import('./models.ts').then(({ catalogue }) => catalogue),
    },
    common,
  );
}

type FetchMedia = NonNullable<GoogleOptions['fetchMedia']>;

/** One exchange by itself is a declaration; what takes more is handled. */
function chatOperation(chat: GeminiOperations['chat'], goOn: boolean, fetchMedia: FetchMedia) {
  const operation = goOn ? continuedChat(chat) : oneChat(chat);
  if (fetchMedia !== false) return withFetchedMedia(operation, fetchMedia === true ? {} : fetchMedia);
  return goOn ? operation : chat;
}

function streamOperation(stream: GeminiOperations['stream'], goOn: boolean, fetchMedia: FetchMedia) {
  const operation = goOn ? continuedStream(stream) : oneStream(stream);
  if (fetchMedia !== false) return withFetchedMedia(operation, fetchMedia === true ? {} : fetchMedia);
  return goOn ? operation : stream;
}

function oneChat(chat: GeminiOperations['chat']): HandledOperation<'chat'> {
  return {
    handle: (call, exchange) => exchange.run(call, chat),
    inspect: (call, codec) => chat.transformer.encode(call.request, codec).wire,
  };
}

function oneStream(stream: GeminiOperations['stream']): HandledOperation<'stream'> {
  return {
    handle: (call, exchange) => exchange.run(call, stream),
    inspect: (call, codec) => stream.streamTransformer.encode(call.request, codec).wire,
  };
}

function checkFetchMedia(value: unknown): string | undefined {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null)
    ? undefined
    : 'true, false or { maxBytes, allowPrivate, transport }';
}

function homeURL(apiVersion: string | undefined): string {
  const home = readEnvironment('GOOGLE_GEMINI_BASE_URL') ?? 'https://generativelanguage.googleapis.com';
  const version = apiVersion ?? readEnvironment('GOOGLE_GENAI_API_VERSION') ?? 'v1beta';
  return `${home.replace(/\/+$/, '')}/${version}`;
}
