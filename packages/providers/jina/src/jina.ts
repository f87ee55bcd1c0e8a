// The factory.
import { checkOptions, type Provider } from '@kit/core';
import { bearerAuth, type HttpProviderOptions, healthOperation, httpOptionChecks, httpProvider } from '@kit/http';
import { rerankOperation } from '@kit/transformer-openai';
import { deepSearchOperations } from './deep-search/operations.ts';
import { embedOperation } from './embeddings/operation.ts';
import { errors, failsInside } from './errors.ts';
import { type JinaHosts, jinaHosts } from './hosts.ts';
import { classifyOperation } from './own/classify.ts';
import { countTokensOperation } from './own/count-tokens.ts';
import { segmentOperation } from './own/segment.ts';
import { rerankWire } from './rerank.ts';
import { parseOperation } from './web/parse.ts';
import { readOperation } from './web/read.ts';
import { searchOperation } from './web/search.ts';

export interface JinaOptions extends HttpProviderOptions, Partial<JinaHosts> {
  /** Where the reader and the search run. Default: anywhere. */
  readonly region?: 'eu';
}

export type JinaOperation =
  | 'chat'
  | 'stream'
  | 'embed'
  | 'rerank'
  | 'parse'
  | 'countTokens'
  | 'health'
  | 'jinaRead'
  | 'jinaSearch'
  | 'jinaSegment'
  | 'jinaClassify';

/**
 * Jina AI. The key is `options.apiKey` or the environment variable JINA_API_KEY or JINA_AI_API_KEY.
 *
 * @example
 * const ai = pipeline(jina());
 * const { embeddings } = await ai.embed({ model: 'jina-embeddings-v4', input: ['a', 'b'], inputType: 'document' });
 *
 * @throws KitError `config` for an option that is wrong or unknown
 */
export function jina(options: JinaOptions = {}): Provider<JinaOperation> {
  checkOptions('jina()', options, {
    ...httpOptionChecks,
    readerURL: 'url',
    searchURL: 'url',
    deepSearchURL: 'url',
    segmenterURL: 'url',
    region: ['eu'],
  });
  const { apiKey, region, baseURL, readerURL, searchURL, deepSearchURL, segmenterURL, ...http } = options;
  const hosts = jinaHosts({ baseURL, readerURL, searchURL, deepSearchURL, segmenterURL, region });
  return httpProvider<JinaOperation>(
    {
      id: 'jina',
      name: 'Jina AI',
      baseURL: hosts.baseURL,
      auth: bearerAuth({ apiKey, environment: ['JINA_API_KEY', 'JINA_AI_API_KEY'], owner: 'Jina AI' }),
      operations: {
        ...deepSearchOperations(hosts.deepSearchURL),
        embed: embedOperation,
        rerank: rerankOperation(rerankWire),
        parse: parseOperation(hosts.readerURL),
        countTokens: countTokensOperation(hosts.segmenterURL),
        // The classifiers of the account: costs nothing, and wants a good key.
        health: healthOperation({ ask: { method: 'GET', path: '/classifiers' } }),
        jinaRead: readOperation(hosts.readerURL),
        jinaSearch: searchOperation(hosts.searchURL),
        jinaSegment: segmentOperation(hosts.segmenterURL),
        jinaClassify: classifyOperation,
      },
      errors,
      failsInside,
      modelOptional: ['parse', 'countTokens', 'health', 'jinaRead', 'jinaSearch', 'jinaSegment', 'jinaClassify'],
      catalogue: async () => (await import('./models.ts')).catalogue,
    },
    http,
  );
}
