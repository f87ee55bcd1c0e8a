// The factory.
import { checkOptions, type Provider } from '@kit/core';
import {
  addressWithPath,
  bearerAuth,
  type HttpProviderOptions,
  healthOperation,
  httpOptionChecks,
  httpProvider,
  readEnvironment,
} from '@kit/http';
import { openaiOperations } from '@kit/transformer-openai';
import { filesOperation } from '@kit/transformer-openai/resources';
import { dialect, files } from './dialect.ts';
import { parseOperation } from './parse.ts';

export type WriterOptions = HttpProviderOptions;

export type WriterOperation = 'chat' | 'stream' | 'complete' | 'models' | 'health' | 'files' | 'parse';

/**
 * Writer. The key is `options.apiKey` or the environment variable WRITER_API_KEY.
 *
 * @example
 * const ai = pipeline(writer());
 * const { text } = await ai.chat({ model: 'palmyra-x5', messages: [user('Hi')] });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function writer(options: WriterOptions = {}): Provider<WriterOperation> {
  checkOptions('writer()', options, httpOptionChecks);
  // Writer's own clients take the host alone and add the prefix themselves; both forms are good here.
  const address = options.baseURL ?? readEnvironment('WRITER_BASE_URL') ?? 'https://api.writer.com';
  const baseURL = addressWithPath(address, '/v1');
  return httpProvider<WriterOperation>(
    {
      id: 'writer',
      name: 'Writer',
      baseURL,
      auth: bearerAuth({ apiKey: options.apiKey, environment: ['WRITER_API_KEY'], owner: 'Writer' }),
      operations: {
        ...openaiOperations(dialect, { operations: ['chat', 'stream', 'complete', 'models'] }),
        health: healthOperation({ ask: { method: 'GET', path: '/models' } }),
        files: filesOperation(files),
        parse: parseOperation,
      },
      errors: { load: async () => (await import('./errors.ts')).errors },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    { ...options, ...(options.baseURL !== undefined && { baseURL }) },
  );
}
