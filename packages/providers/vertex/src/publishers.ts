// Whose a model is, and so which wire it speaks and where it lives, told from its name.

/** A model as Vertex names it. */
export interface VertexModel {
  /** Wire: Gemini's, Anthropic's, Mistral's own, or OpenAI's at one place for all others. */
  readonly wire: 'gemini' | 'anthropic' | 'mistral' | 'openai';
  /** Path behind the project and location, without its verb. */
  readonly path: string;
  /** Name in the body, where it stands there. */
  readonly name: string;
}

const mistral = /^(?:mistral|codestral|ministral|magistral|pixtral|devstral)/;

/**
 * `claude-…` is Anthropic's, `mistral-…` and its kin Mistral's, `jamba-…` AI21's; `meta/…-maas` and every other name with a
 * publisher in front is an open model; a number or `endpoints/…` is an endpoint of one's own: a tuned Gemini, or with
 * `/chat/completions` behind it a model that was deployed there and speaks OpenAI's wire. A whole name
 * (`publishers/anthropic/models/…`) says it all.
 */
export function vertexModel(model: string): VertexModel {
  const named = /^publishers\/([^/]+)\/models\/(.+)$/.exec(model);
  const publisher = named?.[1] ?? publisherOf(model);
  const name = named?.[2] ?? model.replace(/^models\//, '');
  const deployed = /^endpoints\/([^/]+)\/chat\/completions$/.exec(model)?.[1];
  // An endpoint has one model, which needs no name.
  if (deployed !== undefined) return { wire: 'openai', path: `endpoints/${encoded(deployed)}`, name: '' };
  if (/^(?:endpoints\/)?\d+$/.test(model) || model.startsWith('endpoints/'))
    return { wire: 'gemini', path: `endpoints/${encoded(model.replace(/^endpoints\//, ''))}`, name };
  switch (publisher) {
    case 'google':
      return { wire: 'gemini', path: `publishers/google/models/${encoded(name)}`, name };
    case 'anthropic':
      return { wire: 'anthropic', path: `publishers/anthropic/models/${encoded(name)}`, name };
    case 'mistralai':
      return { wire: 'mistral', path: `publishers/mistralai/models/${encoded(name)}`, name };
    case 'ai21':
      return { wire: 'mistral', path: `publishers/ai21/models/${encoded(name)}`, name };
    default:
      return { wire: 'openai', path: 'endpoints/openapi', name: named ? `${publisher}/${name}` : model };
  }
}

function publisherOf(model: string): string {
  const name = model.replace(/^models\//, '');
  if (name.startsWith('claude')) return 'anthropic';
  if (name.includes('/')) return 'open';
  if (mistral.test(name)) return 'mistralai';
  return name.startsWith('jamba') ? 'ai21' : 'google';
}

/** `@` of a version stays as it is. */
const encoded = (name: string) => encodeURIComponent(name).replaceAll('%40', '@');
