// Reranking at NVIDIA: a wire of its own. Loaded with its first call.
import { type RerankWire, rerankOperation } from '@kit/transformer-openai';
import { arrayOf, numberOf, recordOf } from '@kit/wire';

/**
 * The hosted service has one path for each model, in which dots are underscores; a container of one's own has `/ranking`.
 * Scores are logits, without bounds.
 */
const ranking: RerankWire = {
  encode({ request, documents, own }, { origin }) {
    const { model = '', query } = request;
    const passages = documents.map((text) => ({ text }));
    const hosted = origin.endpoint?.startsWith('https://ai.api.nvidia.com') ?? false;
    return {
      path: hosted ? `/retrieval/${model.replaceAll('.', '_')}/reranking` : '/ranking',
      body: { type: 'json', value: { model, query: { text: query }, passages, ...own } },
    };
  },
  scores(body) {
    const rows = recordOf(body)?.rankings;
    if (!Array.isArray(rows)) return undefined;
    return arrayOf(rows).flatMap((row) => {
      const index = numberOf(recordOf(row)?.index);
      const score = numberOf(recordOf(row)?.logit) ?? numberOf(recordOf(row)?.score);
      return index === undefined || score === undefined ? [] : [{ index, score }];
    });
  },
};

export const rankingOperation = rerankOperation(ranking);
