// Settings on top of settings: what a server, a model or a request says otherwise.

type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };

/**
 * `under` with the members that `over` has. A member that is undefined leaves what is below it, but for those of `words`,
 * where undefined is a word of its own.
 */
export function overlaid<T extends object>(under: T, over: Partial<T>, words: readonly string[] = []): Mutable<T> {
  const merged: Mutable<T> = { ...under };
  for (const name in over) {
    const member = over[name];
    if (member !== undefined || words.includes(name)) merged[name] = member as T[typeof name];
  }
  return merged;
}

/** What a dialect says of a model and a request to it, on top of its features. */
export interface Rules<Request, R> {
  readonly rules?: (model: string, request: Request) => R | undefined;
}

/**
 * Answers the features for each request. Rules that are the same object as the request before had are not merged again:
 * most programs ask one model, and rules that are constants cost nothing then.
 */
export function perRequest<Request extends { readonly model?: string }, R extends object, Features>(
  base: Features,
  { rules }: Rules<Request, R>,
  merge: (base: Features, rules: R) => Features,
): (request: Request) => Features {
  if (!rules) return () => base;
  let last: { readonly rules: R; readonly features: Features } | undefined;
  return (request) => {
    const found = rules(request.model ?? '', request);
    if (!found) return base;
    if (last?.rules !== found) last = { rules: found, features: merge(base, found) };
    return last.features;
  };
}
