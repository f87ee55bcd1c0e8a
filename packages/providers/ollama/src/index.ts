// Ollama: models on one's own machine, and the vendor's cloud, over its own wire or one of those it imitates.
import { type Catalogue, checkOptions, type Provider } from '@kit/core';
import {
  type FetchedMediaOptions,
  type HttpProviderOptions,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
} from '@kit/http';
import { completeOperation, modelOperations, type OllamaApi, ollamaApis } from './apis.ts';
import { ollamaAuth } from './auth.ts';
import { withFetchedMedia } from './fetched-media.ts';
import { health } from './health.ts';
import { hostURL } from './host.ts';
import { foldPull } from './management/fold-pull.ts';
import type { OllamaModelOptions } from './vendor-options.ts';

export interface OllamaOptions extends HttpProviderOptions {
  /**
   * The wire of chat, stream and embed. `native` (default) has all that Ollama can; `chat`, `responses` and `messages`
   * are its imitations of OpenAI's and Anthropic's.
   */
  readonly api?: OllamaApi;
  /** Options of the model for every request over the native wire: `{ num_ctx: 32_768 }`. */
  readonly options?: OllamaModelOptions;
  /** How long models stay loaded: `'30m'`, seconds, −1 for ever, 0 not at all. The server's default is 5 minutes. */
  readonly keepAlive?: string | number;
  /** Fetches what links to images in a chat lead to, and sends the bytes: the server fetches nothing. Default false. */
  readonly fetchMedia?: boolean | FetchedMediaOptions;
}

export type OllamaOperation =
  | 'chat'
  | 'stream'
  | 'complete'
  | 'embed'
  | 'transcribe'
  | 'models'
  | 'health'
  | 'pull'
  | 'show'
  | 'delete'
  | 'ps';

/**
 * Ollama. No key is needed for a server of one's own; its address is `options.baseURL`, else `OLLAMA_HOST`, else
 * `http://127.0.0.1:11434`. For the cloud: `baseURL: 'https://ollama.com'`, and `apiKey` or `OLLAMA_API_KEY`.
 *
 * @example
 * const ai = pipeline(ollama({ model: 'qwen3' }));
 * for await (const part of ai.pull({ model: 'qwen3' })) if (part.type === 'download') console.log(part.completedBytes);
 * const { text } = await ai.chat({ messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown.
 */
export function ollama(options: OllamaOptions = {}): Provider<OllamaOperation> {
  checkOptions('ollama()', options, optionChecks);
  const { api = 'native', apiKey, keepAlive, fetchMedia = false } = options;
  const baseURL = options.baseURL ?? hostURL(readEnvironment('OLLAMA_HOST'));
  const defaults = { options: options.options, keepAlive };
  return httpProvider<OllamaOperation>(
    {
      id: 'ollama',
      name: 'Ollama',
      baseURL,
      auth: ollamaAuth(apiKey, baseURL),
      operations: {
        ...withFetchedMedia(modelOperations(api, defaults), fetchMedia),
        complete: completeOperation(defaults),
        transcribe: { load: () => import('./routes/openai.ts').then(({ transcribe }) => transcribe) },
        models: { load: async () => (await management()).models },
        health,
        pull: { load: async () => (await management()).pull },
        show: { load: async () => (await management()).show },
        delete: { load: async () => (await management()).delete },
        ps: { load: async () => (await management()).ps },
      },
      folds: { pull: foldPull },
      // Nobody wants the default model deleted by mistake.
      modelNamed: ['pull', 'show', 'delete'],
      // Models may have to be loaded from disk before they say a word.
      deadlines: { firstPart: 600_000 },
      unreachableHint: `Nobody answers at ${baseURL}: is \`ollama serve\` running?`,
      errors: { load: async () => (await import('./errors.ts')).ollamaErrors },
      catalogue,
    },
    { ...options, baseURL },
  );
}

const management = async () => (await import('./management/declarations.ts')).management;

const catalogue = (): Promise<Catalogue> => import('./models.ts').then((models) => models.catalogue);

const optionChecks = {
  ...httpOptionChecks,
  api: ollamaApis,
  options: 'object',
  keepAlive: (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? undefined : 'a duration such as "5m", or seconds',
  fetchMedia: (value: unknown) =>
    typeof value === 'boolean' || (typeof value === 'object' && value !== null)
      ? undefined
      : 'true, false or { maxBytes, allowPrivate, transport }',
} as const;

export type { FetchedMediaOptions } from '@kit/http';
export type { OllamaApi } from './apis.ts';
export type {
  DeleteRequest,
  DeleteResponse,
  DownloadPart,
  PsRequest,
  PsResponse,
  PullPart,
  PullRequest,
  PullResponse,
  RunningModel,
  ShowRequest,
  ShowResponse,
} from './management/operations.ts';
export type { OllamaModelOptions, OllamaVendorOptions } from './vendor-options.ts';
