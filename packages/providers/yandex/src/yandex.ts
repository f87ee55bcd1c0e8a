// The factory.
import { checkOptions, type Operation, type OperationDeclaration, type Provider } from '@kit/core';
import { healthOperation, httpProvider, movedOperation, readEnvironment } from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { yandexAuth } from './auth.ts';
import { dialectOf } from './dialect.ts';
import { embedOperation } from './embed.ts';
import { modelUris } from './model-uri.ts';
import { imageOperation } from './native/image.ts';
import { optionChecks, type YandexOptions } from './options.ts';

export type YandexOperation = 'chat' | 'stream' | 'embed' | 'image' | 'countTokens' | 'models' | 'health';

/**
 * Yandex AI Studio. The key is `options.apiKey` or the environment variable YC_API_KEY, or a token in its place; the folder
 * is `options.folder` or YC_FOLDER_ID.
 *
 * @example
 * const ai = pipeline(yandex({ model: 'yandexgpt' }));
 * const { text } = await ai.chat({ messages: [user('Привет!')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function yandex(options: YandexOptions = {}): Provider<YandexOperation> {
  checkOptions('yandex()', options, optionChecks);
  const { id, headers, transport, deadlines, model, maxReplyBytes, learnEvents, api = 'chat', dataLogging } = options;
  const folder = options.folder ?? readEnvironment('YC_FOLDER_ID');
  const uri = modelUris(folder);
  const address = options.baseURL ?? readEnvironment('YC_BASE_URL');
  // Both wires live below one address: the prefix of one of them is taken off.
  const baseURL = address?.replace(/\/+$/, '').replace(/\/v1$/, '');
  const openai = openaiOperations(dialectOf(uri), {
    api: api === 'responses' ? 'responses' : 'chat',
    operations: ['chat', 'stream', 'embed', 'models'],
  });
  const versioned = <K extends Operation>(operation: OperationDeclaration<K>) =>
    movedOperation(operation, (path) => `/v1${path}`);
  const native = async () => (await import('./native/chat.ts')).nativeChat(uri);
  const isNative = api === 'native';
  return httpProvider<YandexOperation>(
    {
      id: 'yandex',
      name: 'Yandex AI Studio',
      baseURL: baseURL ?? 'https://ai.api.cloud.yandex.net',
      auth: yandexAuth(options),
      headers: {
        ...(folder !== undefined && { 'x-folder-id': folder, 'openai-project': folder }),
        ...(dataLogging === false && { 'x-data-logging-enabled': 'false' }),
      },
      operations: {
        chat: isNative ? { load: async () => (await native()).chat } : versioned(openai.chat),
        stream: isNative ? { load: async () => (await native()).stream } : versioned(openai.stream),
        embed: embedOperation(uri, isNative ? undefined : versioned(openai.embed)),
        countTokens: { load: async () => (await native()).countTokens },
        image: imageOperation(uri),
        models: versioned(openai.models),
        health: healthOperation({ ask: { method: 'GET', path: '/v1/models' } }),
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      requestIdHeaders: ['x-request-id', 'x-server-trace-id', 'x-client-request-id'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    {
      id,
      headers,
      transport,
      deadlines,
      model,
      maxReplyBytes,
      learnEvents,
      baseURL,
    },
  );
}
