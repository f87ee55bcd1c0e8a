// The tool that a call means.

/**
 * The tool of that name; else the only one whose name differs in case, in its kind of dashes or by a prefix such as
 * `functions.`, which models add.
 */
export function findTool<T extends { readonly name: string }>(tools: readonly T[], name: string): T | undefined {
  const exact = tools.find((tool) => tool.name === name);
  if (exact) return exact;
  const wanted = plainName(name);
  const similar = tools.filter((tool) => plainName(tool.name) === wanted);
  return similar.length === 1 ? similar[0] : undefined;
}

const plainName = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/^(?:default_api|functions|tools)[.:]/, '')
    .replaceAll(/[-_]/g, '');
