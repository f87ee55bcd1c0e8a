// Scores by index, however the route spells them; documents do not come back, so they are joined here.
import { type Decoded, KitError, type RerankRequest, type RerankResponse, type RerankResult } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';

/** @throws KitError `invalid-response` where there is no list. */
export function scoresIn(body: JsonRecord | undefined, request: RerankRequest): RerankResult[] {
  if (!Array.isArray(body?.results)) throw new KitError('invalid-response', 'The reply holds no list of scores.');
  const rows: readonly unknown[] = body.results;
  return rows.flatMap((value) => {
    const row = recordOf(value);
    const index = numberOf(row?.index);
    const score = numberOf(row?.relevanceScore) ?? numberOf(row?.relevance_score);
    if (index === undefined || score === undefined) return [];
    const document = request.returnDocuments ? request.documents[index] : undefined;
    return [{ index, score, ...(document !== undefined && { document: textOf(document) }) }];
  });
}

/** Records as JSON text, for models behind InvokeModel. */
export function textOf(document: RerankRequest['documents'][number]): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

export function ranked(results: readonly RerankResult[]): Pick<Decoded<RerankResponse>, 'results'> {
  return { results: [...results].sort((a, b) => b.score - a.score) };
}
