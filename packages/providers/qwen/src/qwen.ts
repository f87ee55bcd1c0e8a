// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  bearerAuth,
  completeByStream,
  type HttpProviderOptions,
  healthOperation,
  httpOptionChecks,
  httpProvider,
} from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { onlyStreams } from './capabilities.ts';
import { dialect } from './dialect.ts';
import { addressesOf, type QwenRegion, qwenRegions } from './endpoint.ts';
import { messagesOperations } from './messages.ts';
import { ownOperations } from './operations.ts';
import { rerankWire } from './rerank.ts';

export interface QwenOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `messages` is Anthropic's. */
  readonly api?: 'chat' | 'responses' | 'messages';
  /** Where the models run; keys are good for one region. Default `ap-southeast-1` (Singapore). */
  readonly region?: QwenRegion;
  /** Asks the workspace's own host instead of the one that all share. */
  readonly workspaceId?: string;
}

export type QwenOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'rerank'
  | 'image'
  | 'video'
  | 'speech'
  | 'speechStream'
  | 'transcribe'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * Alibaba Model Studio (Qwen). The key is `options.apiKey` or the environment variable DASHSCOPE_API_KEY or
 * ALIBABA_API_KEY.
 *
 * @example
 * const ai = pipeline(qwen({ region: 'cn-beijing' }));
 * const { text } = await ai.chat({ model: 'qwen-plus', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function qwen(options: QwenOptions = {}): Provider<QwenOperation> {
  checkOptions('qwen()', options, {
    ...httpOptionChecks,
    api: ['chat', 'responses', 'messages'],
    region: qwenRegions,
    workspaceId: 'string',
  });
  const { api = 'chat', region, workspaceId, baseURL, ...http } = options;
  const { compatible, native, messages } = addressesOf({ region, workspaceId, baseURL });
  const { chat, stream, models } = openaiOperations(dialect, {
    api: api === 'responses' ? 'responses' : 'chat',
    operations: ['chat', 'stream', 'models'],
  });
  const chats = api === 'chat' ? { chat: completeByStream(chat, stream, onlyStreams), stream } : { chat, stream };
  return httpProvider<QwenOperation>(
    {
      id: 'qwen',
      name: 'Qwen',
      baseURL: compatible,
      auth: bearerAuth({
        apiKey: options.apiKey,
        environment: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'],
        owner: 'Qwen',
      }),
      operations: {
        ...(api === 'messages' ? messagesOperations(messages) : chats),
        ...ownOperations(native),
        rerank: rerankOperation(rerankWire(native)),
        models,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ purpose: 'file-extract' }),
        batch: batchOperation({ dialect, api: 'chat', model: options.model }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id', 'x-dashscope-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
