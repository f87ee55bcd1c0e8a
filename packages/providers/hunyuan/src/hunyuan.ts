// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { filesOperation } from '@kit/transformer-openai/resources';
import { dialect } from './dialect.ts';
import { keyVariables, platforms } from './endpoint.ts';
import { errors, tellsFailure } from './errors.ts';
import { messagesOperations } from './messages.ts';
import { nativeProvider } from './native/provider.ts';

export interface HunyuanOptions extends HttpProviderOptions {
  /** OpenAI's wire (default), Anthropic's (TokenHub), or the cloud's own API, whose requests are signed. */
  readonly api?: 'chat' | 'messages' | 'native';
  /** Hunyuan (default), or TokenHub, which has the newest models and those of others, in China or elsewhere. */
  readonly platform?: 'hunyuan' | 'tokenhub' | 'tokenhub-intl';
  /** Keys of an account, for `api: 'native'`. */
  readonly secretId?: string;
  readonly secretKey?: string;
  /** Of temporary keys. */
  readonly sessionToken?: string;
  /** Region, for `api: 'native'`. None is needed. */
  readonly region?: string;
}

export type HunyuanOperation = 'chat' | 'stream' | 'embed' | 'models' | 'health' | 'files';
export type HunyuanNativeOperation = 'chat' | 'stream' | 'embed' | 'countTokens' | 'image' | 'health';

/**
 * Tencent Hunyuan. The key is `options.apiKey` or the environment variable HUNYUAN_API_KEY (TokenHub: TOKENHUB_API_KEY).
 * With `api: 'native'` it is `secretId` and `secretKey`, or TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.
 *
 * @example
 * const ai = pipeline(hunyuan());
 * const { text } = await ai.chat({ model: 'hunyuan-turbos-latest', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function hunyuan(options: HunyuanOptions & { readonly api: 'native' }): Provider<HunyuanNativeOperation>;
export function hunyuan(options?: HunyuanOptions & { readonly api?: 'chat' | 'messages' }): Provider<HunyuanOperation>;
export function hunyuan(options: HunyuanOptions = {}): Provider<HunyuanOperation> | Provider<HunyuanNativeOperation> {
  checkOptions('hunyuan()', options, {
    ...httpOptionChecks,
    api: ['chat', 'messages', 'native'],
    platform: ['hunyuan', 'tokenhub', 'tokenhub-intl'],
    secretId: 'string',
    secretKey: 'string',
    sessionToken: 'string',
    region: 'string',
  });
  return options.api === 'native' ? nativeProvider(options) : compatibleProvider(options);
}

function compatibleProvider(options: HunyuanOptions): Provider<HunyuanOperation> {
  const { api, platform = 'hunyuan', secretId, secretKey, sessionToken, region, ...http } = options;
  const { chat, stream, embed, models } = openaiOperations(dialect, {
    operations: ['chat', 'stream', 'embed', 'models'],
  });
  return httpProvider<HunyuanOperation>(
    {
      id: 'hunyuan',
      name: 'Hunyuan',
      baseURL: platforms[platform],
      auth: bearerAuth({ apiKey: options.apiKey, environment: keyVariables[platform], owner: 'Hunyuan' }),
      operations: {
        ...(api === 'messages' ? messagesOperations : { chat, stream }),
        embed,
        models,
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation(),
      },
      errors,
      failsInside: tellsFailure,
      requestIdHeaders: ['x-request-id', 'x-tc-requestid'],
      catalogue,
    },
    http,
  );
}

const catalogue = async () => (await import('./models.ts')).catalogue;
