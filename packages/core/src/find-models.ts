// Searches catalogues: which models can do this, and what do they cost.
import type { Catalogue, Model, ModelKind } from './model/models.ts';
import type { AnyProvider } from './provider.ts';

export interface ModelQuery {
  /** Text in the id, name or family, without regard to case. */
  readonly text?: string;
  readonly provider?: string;
  readonly kind?: ModelKind;
  /** All of them. */
  readonly capabilities?: readonly string[];
  /** Kinds of input that it takes: `image`, `audio`, `pdf`, … */
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly minContextWindow?: number;
  /** USD per million tokens; models of unknown price are left out. */
  readonly maxInputPrice?: number;
  readonly maxOutputPrice?: number;
  /** Include models whose retirement date has passed on this day (`YYYY-MM-DD`); they are left out otherwise. */
  readonly today?: string;
  readonly includeRetired?: boolean;
  /** `price`: cheapest first (input + output, unknown last); `context`: largest first; `released`: newest first. */
  readonly sort?: 'price' | 'context' | 'released';
}

type CatalogueSource = Catalogue | AnyProvider | { catalogue?(): Promise<Catalogue> };

/** Models of all the catalogues that meet every condition; each says its provider. */
export async function findModels(
  sources: CatalogueSource | readonly CatalogueSource[],
  query: ModelQuery = {},
): Promise<readonly Model[]> {
  const list = Array.isArray(sources) ? (sources as readonly CatalogueSource[]) : [sources as CatalogueSource];
  const catalogues = await Promise.all(list.map(loadCatalogue));
  const found = catalogues.flatMap((catalogue) =>
    (catalogue?.models ?? []).map((model) => ({ ...model, provider: model.provider ?? catalogue?.provider ?? '' })),
  );
  return sorted(
    found.filter((model) => matches(model, query)),
    query.sort,
  );
}

async function loadCatalogue(source: CatalogueSource): Promise<Catalogue | undefined> {
  if ('models' in source && Array.isArray(source.models)) return source as Catalogue;
  return (source as { catalogue?(): Promise<Catalogue> }).catalogue?.();
}

function matches(model: Model, query: ModelQuery): boolean {
  const {
    text,
    provider,
    kind,
    capabilities = [],
    input = [],
    output = [],
    minContextWindow,
    maxInputPrice,
    maxOutputPrice,
  } = query;
  const words = `${model.id} ${model.name ?? ''} ${model.family ?? ''}`.toLowerCase();
  return (
    (text === undefined || words.includes(text.toLowerCase())) &&
    (provider === undefined || model.provider === provider) &&
    (kind === undefined || model.kind === kind) &&
    capabilities.every((name) => model.capabilities?.includes(name)) &&
    input.every((name) => model.input?.includes(name)) &&
    output.every((name) => model.output?.includes(name)) &&
    (minContextWindow === undefined || (model.contextWindow ?? 0) >= minContextWindow) &&
    within(model.price?.input, maxInputPrice) &&
    within(model.price?.output, maxOutputPrice) &&
    (query.includeRetired === true || !isRetired(model, query.today ?? new Date().toISOString().slice(0, 10)))
  );
}

const within = (price: number | undefined, most: number | undefined) =>
  most === undefined || (price !== undefined && price <= most);
const isRetired = ({ deprecated }: Model, today: string) => deprecated !== undefined && deprecated <= today;

function sorted(models: readonly Model[], sort: ModelQuery['sort']): readonly Model[] {
  if (sort === 'price') return models.toSorted((a, b) => priceOf(a) - priceOf(b));
  if (sort === 'context') return models.toSorted((a, b) => (b.contextWindow ?? 0) - (a.contextWindow ?? 0));
  if (sort === 'released') return models.toSorted((a, b) => (b.released ?? '').localeCompare(a.released ?? ''));
  return models;
}

const priceOf = ({ price }: Model) =>
  price?.input === undefined ? Number.POSITIVE_INFINITY : price.input + (price.output ?? 0);
