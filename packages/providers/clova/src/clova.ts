// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider, readEnvironment } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { clovaAuth } from './auth.ts';
import { embedOperation } from './embed.ts';
import { errors, failsInside } from './errors.ts';

export interface ClovaOptions extends HttpProviderOptions {
  /** The wire of `chat` and `stream`: the vendor's own (`native`, default), or OpenAI's (`chat`). */
  readonly api?: 'native' | 'chat';
  /** The second key of the older scheme (`X-NCP-APIGW-API-KEY`); NCP_APIGW_API_KEY if absent. */
  readonly gatewayKey?: string;
  /** What older keys have in front of every path: `testapp`, `serviceapp`. None by default. */
  readonly pathPrefix?: string;
}

export type ClovaOperation = 'chat' | 'stream' | 'embed' | 'countTokens' | 'models' | 'health';

/**
 * HyperCLOVA X. The key is `options.apiKey` or the environment variable CLOVASTUDIO_API_KEY.
 *
 * @example
 * const ai = pipeline(clova());
 * const { text } = await ai.chat({ model: 'HCX-007', messages: [user('안녕하세요?')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function clova(options: ClovaOptions = {}): Provider<ClovaOperation> {
  checkOptions('clova()', options, {
    ...httpOptionChecks,
    api: ['native', 'chat'],
    gatewayKey: 'string',
    pathPrefix: 'string',
  });
  const { api = 'native', gatewayKey, pathPrefix = '', baseURL: address, ...http } = options;
  const host = address ?? readEnvironment('CLOVASTUDIO_API_BASE_URL') ?? 'https://clovastudio.stream.ntruss.com';
  // Both wires live below one address.
  const root = host.replace(/\/+$/, '').replace(/\/v1\/openai$/, '');
  const prefix = pathPrefix.replace(/^\/+|\/+$/g, '');
  const baseURL = prefix === '' ? root : `${root}/${prefix}`;
  const native = async () => (await import('./native/chat.ts')).nativeOperations;
  const openai = async () => (await import('./openai-chat.ts')).openaiChat;
  const chats = api === 'native' ? native : openai;
  return httpProvider<ClovaOperation>(
    {
      id: 'clova',
      name: 'HyperCLOVA X',
      baseURL,
      auth: clovaAuth({ apiKey: options.apiKey, gatewayKey }),
      operations: {
        chat: { load: async () => (await chats()).chat },
        stream: { load: async () => (await chats()).stream },
        embed: embedOperation,
        countTokens: { load: async () => (await native()).countTokens },
        ...openaiOperations({ models: { path: '/v1/openai/models' } }, { operations: ['models'] }),
        health: healthOperation({ ask: { method: 'GET', path: '/v1/openai/models' } }),
      },
      errors,
      failsInside,
      requestIdHeaders: ['x-ncp-clovastudio-request-id', 'x-request-id', 'x-ncp-trace-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...http, ...(address !== undefined && { baseURL }) },
  );
}
