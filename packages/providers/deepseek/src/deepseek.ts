// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { filesOperation } from '@kit/transformer-openai/resources';
import { deepseekAuth } from './auth.ts';
import { balance } from './balance.ts';
import { withBeta } from './beta.ts';
import { dialect } from './dialect.ts';
import { deepseekHost, defaultBaseURL } from './endpoint.ts';
import { messagesOperations } from './messages.ts';

export interface DeepseekOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `responses` keeps nothing, `messages` is Anthropic's. */
  readonly api?: 'chat' | 'responses' | 'messages';
}

export type DeepseekOperation = 'chat' | 'stream' | 'complete' | 'models' | 'health' | 'files' | 'balance';

/**
 * DeepSeek. The key is `options.apiKey` or the environment variable DEEPSEEK_API_KEY.
 *
 * @example
 * const ai = pipeline(deepseek());
 * const { text } = await ai.chat({ model: 'deepseek-v4-flash', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function deepseek(options: DeepseekOptions = {}): Provider<DeepseekOperation> {
  checkOptions('deepseek()', options, { ...httpOptionChecks, api: ['chat', 'responses', 'messages'] });
  const { api = 'chat', ...http } = options;
  const { chat, stream, complete, models } = openaiOperations(dialect, {
    api: api === 'responses' ? 'responses' : 'chat',
    operations: ['chat', 'stream', 'complete', 'models'],
  });
  const chats = api === 'chat' ? { chat: withBeta(chat), stream: withBeta(stream) } : { chat, stream };
  return httpProvider<DeepseekOperation>(
    {
      id: 'deepseek',
      name: 'DeepSeek',
      baseURL: defaultBaseURL(),
      auth: deepseekAuth(options.apiKey),
      operations: {
        ...(api === 'messages' ? messagesOperations : chats),
        complete,
        models,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ purpose: 'user_data' }),
        balance,
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-ds-trace-id', 'x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(http.baseURL !== undefined && { baseURL: deepseekHost(http.baseURL) }) },
  );
}
