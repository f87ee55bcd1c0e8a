// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  embedInParts,
  type HttpProviderOptions,
  healthOperation,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
  vendorClock,
  videoOperation,
} from '@kit/http';
import { openaiOperations, rerankOperation, tokenCountOperation } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { zhipuAuth } from './auth.ts';
import { batches } from './batches.ts';
import { dialect } from './dialect.ts';
import { hosts } from './endpoint.ts';
import { errors, isAboutTime } from './errors.ts';
import { messagesOperations } from './messages.ts';
import { moderateOperation } from './moderate.ts';
import { parseOperation } from './parse.ts';
import { tokenCount } from './token-count.ts';
import { video } from './video.ts';

export interface ZhipuOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `messages` is Anthropic's. */
  readonly api?: 'chat' | 'messages';
  /** Whose platform, Z.ai or BigModel: keys are separate. Default `global`. */
  readonly region?: 'global' | 'china';
  /** How the key proves itself: as it is (default), or by tokens signed with it. */
  readonly auth?: 'key' | 'jwt';
}

export type ZhipuOperation =
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
  | 'moderate'
  | 'parse'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * Z.ai and Zhipu BigModel (GLM). The key is `options.apiKey` or the environment variable ZHIPUAI_API_KEY, ZAI_API_KEY or
 * BIGMODEL_API_KEY.
 *
 * @example
 * const ai = pipeline(zhipu());
 * const { text } = await ai.chat({ model: 'glm-4.7', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function zhipu(options: ZhipuOptions = {}): Provider<ZhipuOperation> {
  checkOptions('zhipu()', options, {
    ...httpOptionChecks,
    api: ['chat', 'messages'],
    region: ['global', 'china'],
    auth: ['key', 'jwt'],
  });
  const { api = 'chat', region = 'global', auth = 'key', ...http } = options;
  const host = hosts[region];
  const clock = vendorClock(isAboutTime);
  const baseURL = http.baseURL ?? readEnvironment('ZAI_BASE_URL');
  const { chat, stream, embed, ...rest } = openaiOperations(dialect, {
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
  return httpProvider<ZhipuOperation>(
    {
      id: 'zhipu',
      name: 'Zhipu',
      baseURL: `${host}/api/paas/v4`,
      auth: zhipuAuth(options.apiKey, auth, clock),
      // Errors are told in Chinese without it.
      headers: { 'accept-language': 'en-US,en' },
      operations: {
        ...(api === 'messages' ? messagesOperations(`${host}/api/anthropic/v1`) : { chat, stream }),
        ...rest,
        embed: embedInParts(embed, 64),
        rerank: rerankOperation(),
        video: videoOperation(video),
        moderate: moderateOperation,
        parse: parseOperation,
        countTokens: tokenCountOperation(dialect, tokenCount),
        health: healthOperation({
          ask: { method: 'GET', path: '/models' },
          otherwise: { path: '/chat/completions', body: { type: 'json', value: tinyChat } },
        }),
        files: filesOperation({ purpose: 'batch' }),
        batch: batchOperation({ dialect, api: 'chat', model: options.model, batches }),
      },
      errors: clock.learning(errors, Date.now),
      modelOptional: ['parse', 'moderate'],
      requestIdHeaders: ['x-request-id', 'x-log-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(baseURL !== undefined && { baseURL }) },
  );
}

/** Where the list of models is not served, a free model says a word. */
const tinyChat = { model: 'glm-4.5-flash', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 };
