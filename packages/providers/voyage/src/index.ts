// Voyage AI: embeddings of texts, of chunks in their documents, of texts with images; and reranking; and whether it answers.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, httpOptionChecks, httpProvider } from '@kit/http';
import { embedOperation } from './embeddings/embed.ts';
import { defaultBaseURL } from './endpoint.ts';
import { health } from './health.ts';
import { rerankOperation } from './rerank/rerank.ts';

export type { VoyageVendorOptions } from './vendor-options.ts';

export interface VoyageOptions extends HttpProviderOptions {
  /** Inputs sent with one request, 1 to 1,000; longer lists are split. Default 128. */
  readonly batchSize?: number;
}

export type VoyageOperation = 'embed' | 'rerank' | 'health';

/**
 * Voyage AI. The key is `options.apiKey` or the environment variable VOYAGE_API_KEY.
 *
 * @example
 * const ai = pipeline(voyage());
 * const { embeddings } = await ai.embed({ model: 'voyage-4', input: ['a', 'b'], inputType: 'document' });
 */
export function voyage(options: VoyageOptions = {}): Provider<VoyageOperation> {
  checkOptions('voyage()', options, { ...httpOptionChecks, batchSize: checkBatchSize });
  const { apiKey, batchSize } = options;
  return httpProvider<VoyageOperation>(
    {
      id: 'voyage',
      name: 'Voyage AI',
      baseURL: defaultBaseURL(apiKey),
      auth: bearerAuth({ apiKey, environment: ['VOYAGE_API_KEY'], owner: 'Voyage AI' }),
      operations: { embed: embedOperation(batchSize), rerank: rerankOperation, health },
      errors: { load: async () => (await import('./errors.ts')).voyageErrors },
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    options,
  );
}

function checkBatchSize(value: unknown): string | undefined {
  const isSize = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1000;
  return isSize ? undefined : 'a whole number from 1 to 1000';
}
