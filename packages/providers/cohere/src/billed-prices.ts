// Costs of answers: list price × billed units. Tokens would be too many, for the vendor's own prompt is not billed.
import { type Catalogue, type Cost, costOf } from '@kit/core';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';

/** The cost of what `usage.billed_units` says; undefined where it or the price is unknown. */
export type BilledPrices = (usage: JsonRecord | undefined, model: string | undefined) => Cost | undefined;

export function billedPrices({ models }: Catalogue): BilledPrices {
  const table = new Map(models.map((model) => [model.id, model]));
  return (usage, model) => {
    const billed = recordOf(usage?.billed_units);
    const inputTokens = numberOf(billed?.input_tokens);
    const outputTokens = numberOf(billed?.output_tokens);
    if (model === undefined || inputTokens === undefined || outputTokens === undefined) return undefined;
    // Searches are billed beside the tokens, and in no catalogue.
    if (numberOf(billed?.search_units)) return undefined;
    return costOf({ state: 'reported', inputTokens, outputTokens }, table.get(model));
  };
}
