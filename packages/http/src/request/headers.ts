// Headers of a request: merged once where they are the same for every call.

export type HeaderSource = Readonly<Record<string, string | undefined>> | undefined;

/** Later sources win; `undefined` removes; names become lower-case. */
export function mergeHeaders(...sources: readonly HeaderSource[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const source of sources) if (source) addHeaders(merged, source);
  return merged;
}

export function addHeaders(headers: Record<string, string>, source: NonNullable<HeaderSource>): void {
  for (const name in source) {
    const value = source[name];
    const key = name.toLowerCase();
    if (value === undefined) delete headers[key];
    else headers[key] = value;
  }
}
