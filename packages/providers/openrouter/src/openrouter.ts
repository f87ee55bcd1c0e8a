// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { filesOperation } from '@kit/transformer-openai/resources';
import { creditsOperation } from './credits.ts';
import { dialect, rerankWire } from './dialect.ts';
import { defaultBaseURL } from './endpoint.ts';
import { generationOperation } from './generation.ts';
import { messagesOperations } from './messages.ts';
import { demanding } from './strict.ts';
import { video } from './video.ts';

export interface OpenrouterOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `responses` and `messages` are OpenAI's newer one and Anthropic's. */
  readonly api?: 'chat' | 'responses' | 'messages';
  /** Who asks: shown in OpenRouter's rankings. */
  readonly app?: OpenrouterApp;
}

export interface OpenrouterApp {
  /** Address of the program's site. */
  readonly url?: string;
  readonly title?: string;
  readonly categories?: readonly string[];
}

export type OpenrouterOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'video'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'transcribeStream'
  | 'models'
  | 'health'
  | 'files'
  | 'openrouterCredits'
  | 'openrouterGeneration';

/**
 * OpenRouter. The key is `options.apiKey` or the environment variable OPENROUTER_API_KEY.
 *
 * @example
 * const ai = pipeline(openrouter({ model: 'anthropic/claude-opus-5' }));
 * const { text, cost } = await ai.chat({
 *   messages: [user('Hi')],
 *   vendor: { openrouter: { provider: { sort: 'price', data_collection: 'deny' } } },
 * });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function openrouter(options: OpenrouterOptions = {}): Provider<OpenrouterOperation> {
  checkOptions('openrouter()', options, {
    ...httpOptionChecks,
    api: ['chat', 'responses', 'messages'],
    app: 'object',
  });
  const { api = 'chat', app = {}, ...http } = options;
  const { chat, stream, ...operations } = openaiOperations(dialect, {
    api: api === 'responses' ? 'responses' : 'chat',
    operations: [
      'chat',
      'stream',
      'embed',
      'image',
      'speech',
      'speechStream',
      'transcribe',
      'transcribeStream',
      'models',
    ],
  });
  const chats = api === 'messages' ? messagesOperations() : { chat, stream };
  return httpProvider<OpenrouterOperation>(
    {
      id: 'openrouter',
      name: 'OpenRouter',
      baseURL: defaultBaseURL(),
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['OPENROUTER_API_KEY'], owner: 'OpenRouter' }),
      headers: attribution(app),
      operations: {
        ...operations,
        chat: demanding(chats.chat),
        stream: demanding(chats.stream),
        rerank: rerankOperation(rerankWire),
        video,
        health: healthOperation({ ask: { method: 'GET', path: '/key' } }),
        files: filesOperation(),
        openrouterCredits: creditsOperation,
        openrouterGeneration: generationOperation,
      },
      // `models`, a preset or the account's default says which.
      modelOptional: ['chat', 'stream'],
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-generation-id', 'x-request-id', 'cf-ray'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}

function attribution({ url, title, categories }: OpenrouterApp): Readonly<Record<string, string>> {
  return {
    ...(url !== undefined && { 'http-referer': url }),
    ...(title !== undefined && { 'x-openrouter-title': title }),
    ...(categories && { 'x-openrouter-categories': categories.join(',') }),
  };
}
