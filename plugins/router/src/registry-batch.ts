// Batches in a registry: the prefix may stand on the batch or on each of its requests, and must be the same everywhere.
import { type BatchRequest, type Call, KitError } from '@kit/core';

type NewBatch = Exclude<BatchRequest, { readonly attach: string }>;

export function isBatch(call: Call): call is Call<'batch'> & { readonly request: NewBatch } {
  return call.operation === 'batch' && Array.isArray((call.request as Partial<NewBatch>).requests);
}

/** A model that shows where the batch goes. @throws KitError `invalid-request` if its requests go to several providers. */
export function modelOfBatch({ request }: { readonly request: NewBatch }, separator: string): string | undefined {
  const { model, requests } = request;
  const named = [model, ...requests.map((one) => one.request.model)].filter((name) => name !== undefined);
  const prefixOf = (name: string) => (name.includes(separator) ? name.slice(0, name.indexOf(separator)) : undefined);
  const prefixes = new Set(named.map(prefixOf));
  if (prefixes.size > 1) {
    const names = [...prefixes].map((prefix) => prefix ?? 'no provider').join(', ');
    throw new KitError(
      'invalid-request',
      `batch: all models of a batch must name the same provider. They name ${names}.`,
      { operation: 'batch', field: 'requests' },
    );
  }
  return named[0];
}

/** The batch with every model's name changed. */
export function withBatchModels(
  { request }: { readonly request: NewBatch },
  change: (model: string) => string,
): NewBatch {
  const { model, requests } = request;
  const changed = requests.map((one) =>
    one.request.model === undefined ? one : { ...one, request: { ...one.request, model: change(one.request.model) } },
  );
  return { ...request, ...(model !== undefined && { model: change(model) }), requests: changed } as NewBatch;
}
