// What a live session cost, by the price list.
import { type Cost, costOf, type Usage } from '@kit/core';

export async function priceOf(usage: Usage, model: string | undefined): Promise<Cost | undefined> {
  const { catalogue } = await import('./models.ts');
  return costOf(
    usage,
    catalogue.models.find(({ id }) => id === model),
  );
}
