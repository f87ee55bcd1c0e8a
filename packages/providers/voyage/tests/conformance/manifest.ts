// Voyage as the conformance suite sees it: embeddings, reranking, health, nothing else.
import type { ConformanceManifest } from '@kit/testing';
import type { VoyageOperation } from '../../src/index.ts';
import { failures } from './failures.ts';
import { operations } from './operations.ts';

const model = 'voyage-4';
const two = { model, input: ['one', 'two'] };

export const manifest: ConformanceManifest<VoyageOperation> = {
  operations,
  errors: failures,
  cannot: [
    { feature: 'inputType', operation: 'embed', request: { ...two, inputType: 'clustering' } },
    { feature: 'truncate', operation: 'embed', request: { ...two, truncate: 'start' } },
    { feature: 'user', operation: 'embed', request: { ...two, user: 'u1' } },
  ],
  requestIdHeader: 'x-request-id',
  numbered: (index) => ({
    operation: 'embed',
    request: { model, input: `text <${index}>` },
    asks: (body) => body.includes(`<${index}>`),
    reply: { body: { data: [{ embedding: [index, 0.5], index: 0 }], model, usage: { total_tokens: index } } },
    result: { embeddings: [[index, 0.5]], usage: { inputTokens: index } },
  }),
};
