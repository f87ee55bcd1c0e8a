// The factory.
import type { Catalogue, Provider } from '@kit/core';
import { httpProvider, readEnvironment } from '@kit/http';
import { gigachatAuth } from './auth.ts';
import { gigachatOperations } from './operations.ts';
import { checkGigachatOptions, type GigachatOptions } from './options.ts';
import { gigachatTransport } from './transport.ts';

/** GigaChat has no reranking and no speech. */
export type GigachatOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'image'
  | 'countTokens'
  | 'models'
  | 'health'
  | 'files'
  | 'batch';

/**
 * GigaChat of Sber. The authorization key comes from the option `apiKey` or from `GIGACHAT_CREDENTIALS`.
 *
 * @example
 * const ai = pipeline(gigachat({ model: 'GigaChat-2-Max', ca: await readFile('russian_trusted_root_ca.pem', 'utf8') }));
 * const { text } = await ai.chat({ messages: [user('Привет!')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown.
 */
export function gigachat(options: GigachatOptions = {}): Provider<GigachatOperation> {
  checkGigachatOptions(options);
  const { id, headers, deadlines, maxReplyBytes, contract = 'v1' } = options;
  const baseURL =
    options.baseURL ?? readEnvironment('GIGACHAT_BASE_URL') ?? 'https://gigachat.devices.sberbank.ru/api/v1';
  const model = options.model ?? readEnvironment('GIGACHAT_MODEL');
  const { transport, close } = gigachatTransport(options);
  const provider = httpProvider<GigachatOperation>(
    {
      id: 'gigachat',
      name: 'GigaChat',
      baseURL,
      auth: gigachatAuth({ ...options, baseURL, transport }),
      operations: gigachatOperations({ contract, model }),
      errors: { load: async () => (await import('./errors.ts')).gigachatErrors },
      requestIdHeaders: ['x-request-id', 'x-session-id'],
      catalogue,
    },
    {
      transport,
      ...(id !== undefined && { id }),
      ...(headers && { headers }),
      ...(deadlines && { deadlines }),
      ...(maxReplyBytes !== undefined && { maxReplyBytes }),
      ...(model !== undefined && { model }),
    },
  );
  return {
    ...provider,
    async close() {
      await provider.close?.();
      await close();
    },
  };
}

const catalogue = (): Promise<Catalogue> => import('./models.ts').then(({ catalogue }) => catalogue);
