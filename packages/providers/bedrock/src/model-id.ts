// Model ids: what stands before and behind the vendor's own name, and which vendor it is.

/** Where the answer to a request may be computed, as inference profiles name it. */
const geographies: ReadonlySet<string> = new Set(['us', 'us-gov', 'eu', 'apac', 'jp', 'au', 'ca', 'global']);

/** Ids whose foundation model cannot be read from them → that model: application profiles, provisioned and imported models. */
export type BaseModels = Readonly<Record<string, string>>;

/**
 * The foundation model that an id stands for: `us.anthropic.claude-…` and the ARN of an inference profile give
 * `anthropic.claude-…`. Ids that do not say stay as they are.
 */
export function foundationModel(id: string, baseModels: BaseModels = {}): string {
  const named = Object.hasOwn(baseModels, id) ? (baseModels[id] as string) : id;
  const resource = named.startsWith('arn:') ? (named.split('/').at(-1) as string) : named;
  const dot = resource.indexOf('.');
  return dot > 0 && geographies.has(resource.slice(0, dot)) ? resource.slice(dot + 1) : resource;
}

/** Path of a model's route. The id is one segment: its colons and slashes are encoded. */
export function modelPath(model: string | undefined, verb: string): string {
  return `/model/${encodeURIComponent(model ?? '')}/${verb}`;
}
