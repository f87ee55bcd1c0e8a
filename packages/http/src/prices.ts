// Costs by a provider's catalogue, which is loaded beside the first request.
import { type Catalogue, type Cost, costOf, type Model, type Usage } from '@kit/core';

export interface Prices {
  /** Begins to load; called with the first request. */
  start(): void;
  /** Cost of a usage by the first of these models that is listed. A catalogue that cannot be loaded knows no prices. */
  cost(usage: Usage, ...models: readonly (string | undefined)[]): Cost | undefined | Promise<Cost | undefined>;
}

const none: Prices = { start() {}, cost: () => undefined };

export function prices(load: (() => Promise<Catalogue>) | undefined): Prices {
  if (!load) return none;
  let table: ReadonlyMap<string, Model> | undefined;
  let loading: Promise<ReadonlyMap<string, Model>> | undefined;
  const start = () =>
    (loading ??= Promise.resolve()
      .then(load)
      .then(
        ({ models }) => (table = new Map(models.map((model) => [model.id, model]))),
        () => (table = new Map()),
      ));
  const priced = (usage: Usage, models: readonly (string | undefined)[]) => {
    for (const model of models) {
      const known = model === undefined ? undefined : table?.get(model);
      if (known) return costOf(usage, known);
    }
    return undefined;
  };
  return {
    start: () => void start(),
    cost: (usage, ...models) => (table ? priced(usage, models) : start().then(() => priced(usage, models))),
  };
}
