// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations, tokenCountOperation } from '@kit/transformer-openai';
import { batchOperation, filesOperation } from '@kit/transformer-openai/resources';
import { balance } from './balance.ts';
import { dialect } from './dialect.ts';
import { hosts } from './endpoint.ts';
import { messagesOperations } from './messages.ts';
import { tokenCount } from './token-count.ts';

export interface MoonshotOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`. Default `chat`; `messages` is Anthropic's. */
  readonly api?: 'chat' | 'messages';
  /** Whose platform: keys and balances are separate. Default `global`. */
  readonly region?: 'global' | 'china';
}

export type MoonshotOperation = 'chat' | 'stream' | 'countTokens' | 'models' | 'health' | 'files' | 'batch' | 'balance';

/**
 * Moonshot AI (Kimi). The key is `options.apiKey` or the environment variable MOONSHOT_API_KEY.
 *
 * @example
 * const ai = pipeline(moonshot());
 * const { text } = await ai.chat({ model: 'kimi-k3', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function moonshot(options: MoonshotOptions = {}): Provider<MoonshotOperation> {
  checkOptions('moonshot()', options, { ...httpOptionChecks, api: ['chat', 'messages'], region: ['global', 'china'] });
  const { api = 'chat', region = 'global', ...http } = options;
  const host = hosts[region];
  const { chat, stream, models } = openaiOperations(dialect, { operations: ['chat', 'stream', 'models'] });
  return httpProvider<MoonshotOperation>(
    {
      id: 'moonshot',
      name: 'Moonshot AI',
      baseURL: `${host}/v1`,
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['MOONSHOT_API_KEY'], owner: 'Moonshot AI' }),
      operations: {
        ...(api === 'messages' ? messagesOperations(`${host}/anthropic/v1`) : { chat, stream }),
        countTokens: tokenCountOperation(dialect, tokenCount),
        models,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation({ purpose: 'file-extract' }),
        batch: batchOperation({ dialect, api: 'chat', model: options.model }),
        balance,
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['msh-request-id', 'x-msh-request-id', 'msh-trace-id', 'x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
