// The provider packages of this checkout, by their ids. Which one is loaded is known only when it is asked for.
import { existsSync, readdirSync } from 'node:fs';

const folder = new URL('../packages/providers/', import.meta.url);
const candidatesOf = (id) => new URL(`${id}/tests/conformance/candidates.ts`, folder);

/** Those that have a manifest. */
export const providerIds = readdirSync(folder).filter((id) => existsSync(candidatesOf(id)));

/**
 * The first manifest of a provider, and its factory, which has the id's name in camelCase.
 * @param {string} id
 * @returns {Promise<{ candidate: import('@kit/testing').Candidate, factory: (options: object) => import('@kit/core').AnyProvider }>}
 */
export async function loadProvider(id) {
  const [{ candidates }, vendor] = await Promise.all([
    import(candidatesOf(id).href),
    import(new URL(`${id}/src/index.ts`, folder).href),
  ]);
  const name = id.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  return { candidate: Object.values(candidates)[0], factory: vendor[name] };
}
