// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  type HttpProviderOptions,
  healthOperation,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
  videoOperation,
} from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { minimaxAuth } from './auth.ts';
import { chatDialect } from './dialect.ts';
import { embedOperation } from './embed.ts';
import { groupQuery, hosts } from './endpoint.ts';
import { errors, tellsFailure } from './errors.ts';
import { filesOperation } from './files.ts';
import { imageOperation } from './image.ts';
import { messagesOperations } from './messages.ts';
import { speechOperation, speechStreamOperation } from './speech.ts';
import { videoWire } from './video.ts';
import { voicesOperation } from './voices.ts';

export interface MinimaxOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`: Anthropic's (default), OpenAI's, or the vendor's own. */
  readonly api?: 'messages' | 'chat' | 'native';
  /** Whose platform: keys are separate. Default `global`. */
  readonly region?: 'global' | 'china';
  /** Older keys need it for everything but chat. */
  readonly groupId?: string;
}

export type MinimaxOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'image'
  | 'video'
  | 'speech'
  | 'speechStream'
  | 'voices'
  | 'files'
  | 'models'
  | 'health';

/**
 * MiniMax. The key is `options.apiKey` or the environment variable MINIMAX_API_KEY.
 *
 * @example
 * const ai = pipeline(minimax());
 * const { text } = await ai.chat({ model: 'MiniMax-M3', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function minimax(options: MinimaxOptions = {}): Provider<MinimaxOperation> {
  checkOptions('minimax()', options, {
    ...httpOptionChecks,
    api: ['messages', 'chat', 'native'],
    region: ['global', 'china'],
    groupId: 'string',
  });
  const { api = 'messages', region = 'global', groupId, ...http } = options;
  const host = hosts[region];
  const baseURL = http.baseURL ?? readEnvironment('MINIMAX_BASE_URL');
  const query = groupQuery(groupId);
  const { chat, stream, models } = openaiOperations(
    { chat: chatDialect(api) },
    { operations: ['chat', 'stream', 'models'] },
  );
  return httpProvider<MinimaxOperation>(
    {
      id: 'minimax',
      name: 'MiniMax',
      baseURL: `${host}/v1`,
      auth: minimaxAuth(options.apiKey),
      operations: {
        ...(api === 'messages' ? messagesOperations(`${host}/anthropic/v1`) : { chat, stream }),
        embed: embedOperation(query),
        image: imageOperation,
        video: videoOperation(videoWire),
        speech: speechOperation(query),
        speechStream: speechStreamOperation(query),
        voices: voicesOperation(query),
        files: filesOperation(query),
        models,
        health: healthOperation({
          ask: { method: 'GET', path: '/models' },
          otherwise: { path: '/chat/completions', body: { type: 'json', value: tinyChat } },
        }),
      },
      errors,
      failsInside: tellsFailure,
      requestIdHeaders: ['minimax-request-id', 'trace-id', 'x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(baseURL !== undefined && { baseURL }) },
  );
}

/** Where the list of models is not served. */
const tinyChat = { model: 'MiniMax-M2', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 };
