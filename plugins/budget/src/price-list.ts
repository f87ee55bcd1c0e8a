// Which price a call will probably have: by its model, or by the models that answered such calls before.
import { type Call, type Catalogue, costOf, type Model, type ModelKind, type Price, type Usage } from '@kit/core';

export interface PriceList {
  /** The model that a call names. Undefined if it names none, or one that has no price. */
  named(model: string | undefined): Model | undefined;
  /** The dearest model for an operation: of those that answered, or else of all. For calls that name none. */
  dearest(operation: string): Model | undefined;
  /** A model has answered. */
  answered(operation: string, model: string | undefined): void;
}

const kinds: Readonly<Record<string, ModelKind>> = {
  chat: 'chat',
  stream: 'chat',
  complete: 'chat',
  embed: 'embedding',
  rerank: 'rerank',
  image: 'image',
  speech: 'speech',
  speechStream: 'speech',
  transcribe: 'transcription',
  transcribeStream: 'transcription',
  moderate: 'moderation',
  parse: 'ocr',
};

/** A call of ordinary size, to compare prices by. */
const ordinary: Usage = {
  state: 'estimated',
  inputTokens: 1_000,
  outputTokens: 500,
  units: { images: 1, audioSeconds: 60, characters: 1_000, pages: 1, searches: 1, requests: 1 },
};

export function priceList(
  catalogue: Catalogue | undefined,
  own: Readonly<Record<string, Price>> | undefined,
): PriceList {
  const models = new Map<string, Model>();
  for (const model of catalogue?.models ?? []) if (model.price) models.set(model.id, model);
  for (const [id, price] of Object.entries(own ?? {})) models.set(id, { ...models.get(id), id, price, priceTiers: [] });
  const seen = new Map<string, Set<Model>>();
  const dearestOf = (candidates: Iterable<Model>): Model | undefined => {
    let dearest: Model | undefined;
    let most = -1;
    for (const model of candidates) {
      const amount = costOf(ordinary, model)?.amount ?? 0;
      if (amount > most) [dearest, most] = [model, amount];
    }
    return dearest;
  };
  return {
    named: (model) => (model === undefined ? undefined : models.get(model)),
    dearest: (operation) => {
      const answered = seen.get(operation);
      if (answered) return dearestOf(answered);
      const kind = kinds[operation];
      return dearestOf([...models.values()].filter((model) => (model.kind ?? 'chat') === kind));
    },
    answered: (operation, model) => {
      const known = model === undefined ? undefined : models.get(model);
      if (!known) return;
      const answered = seen.get(operation);
      if (answered) answered.add(known);
      else seen.set(operation, new Set([known]));
    },
  };
}

export const modelOf = ({ request }: Call): string | undefined =>
  (request as { readonly model?: string } | undefined)?.model;
