// What a prediction cost, by the price list.
import { type Cost, costOf, type Usage } from '@kit/core';

/** Undefined where no price is known; a version's model is the name before its colon. */
export async function priceOf(usage: Usage | undefined, model: string | undefined): Promise<Cost | undefined> {
  if (!usage || model === undefined) return undefined;
  const name = model.split(':', 1)[0];
  try {
    const { catalogue } = await import('../models.ts');
    return costOf(
      usage,
      catalogue.models.find(({ id }) => id === name),
    );
  } catch {
    // A list that cannot be loaded must not cost the answer.
    return undefined;
  }
}
