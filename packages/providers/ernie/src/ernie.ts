// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  embedInParts,
  type HttpProviderOptions,
  healthOperation,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
} from '@kit/http';
import { openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { filesOperation } from '@kit/transformer-openai/resources';
import { ernieAuth } from './auth.ts';
import { dialect } from './dialect.ts';
import { errors, tellsFailure } from './errors.ts';

export interface ErnieOptions extends HttpProviderOptions {
  /** The application whose usage it is: `app-…`. */
  readonly appId?: string;
  /** Keys of an account (IAM), which buy tokens, instead of `apiKey`. */
  readonly accessKey?: string;
  readonly secretKey?: string;
  /** Where those tokens are bought. */
  readonly tokenURL?: string;
}

export type ErnieOperation = 'chat' | 'stream' | 'embed' | 'rerank' | 'image' | 'models' | 'health' | 'files';

/**
 * Baidu Qianfan (ERNIE). The key is `options.apiKey` or the environment variable QIANFAN_API_KEY.
 *
 * @example
 * const ai = pipeline(ernie());
 * const { text } = await ai.chat({ model: 'ernie-4.5-turbo-128k', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function ernie(options: ErnieOptions = {}): Provider<ErnieOperation> {
  checkOptions('ernie()', options, {
    ...httpOptionChecks,
    appId: 'string',
    accessKey: 'string',
    secretKey: 'string',
    tokenURL: 'url',
  });
  const { appId = readEnvironment('QIANFAN_APPID'), accessKey, secretKey, tokenURL, ...http } = options;
  const baseURL = http.baseURL ?? readEnvironment('QIANFAN_BASE_URL');
  const { embed, ...rest } = openaiOperations(dialect, { operations: ['chat', 'stream', 'embed', 'image', 'models'] });
  return httpProvider<ErnieOperation>(
    {
      id: 'ernie',
      name: 'Qianfan',
      baseURL: 'https://qianfan.baidubce.com/v2',
      auth: ernieAuth({ apiKey: http.apiKey, accessKey, secretKey, tokenURL, transport: http.transport }),
      ...(appId !== undefined && { headers: { appid: appId } }),
      operations: {
        ...rest,
        // tao-8k takes one text a request, the others sixteen.
        embed: embedInParts(embed, (model) => (model.startsWith('tao-') ? 1 : 16)),
        rerank: rerankOperation({ path: '/rerankers' }),
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation(),
      },
      errors,
      failsInside: tellsFailure,
      requestIdHeaders: ['x-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(baseURL !== undefined && { baseURL }) },
  );
}
