// URLs of requests: base URL + path + query.

/** A base URL taken apart once. */
export interface Base {
  /** `https://api.example.com`, as undici and `URL` spell it. */
  readonly origin: string;
  /** Origin and prefix without a closing slash. */
  readonly prefix: string;
  /** Query that the base URL itself has, without its question mark. */
  readonly query: string;
}

/** @throws TypeError for what is no URL. */
export function parseBase(baseURL: string): Base {
  const { origin, pathname, search } = new URL(baseURL);
  return { origin, prefix: origin + pathname.replace(/\/+$/, ''), query: search.slice(1) };
}

type QueryFields = Readonly<Record<string, string | readonly string[] | undefined>>;
export type QuerySource = QueryFields | undefined;

/** Joins base, path (which may bring a query of its own) and queries; later ones replace fields of the same name. */
export function joinUrl({ prefix, query }: Base, path: string, queries: readonly QuerySource[]): string {
  const url =
    prefix + (path === '' || path.startsWith('/') || path.startsWith('?') || path.startsWith(':') ? path : `/${path}`);
  return withQuery(query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`, queries);
}

/** The URL with query fields added. */
export function withQuery(url: string, queries: readonly QuerySource[]): string {
  let fields: QueryFields | undefined;
  for (const source of queries) if (source) fields = fields ? { ...fields, ...source } : source;
  if (!fields) return url;
  let joined = url;
  let separator = url.includes('?') ? '&' : '?';
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) {
      joined += `${separator}${encodeURIComponent(name)}=${encodeURIComponent(one)}`;
      separator = '&';
    }
  }
  return joined;
}
