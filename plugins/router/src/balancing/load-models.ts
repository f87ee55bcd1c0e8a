// Catalogues are loaded before the first choice that goes by prices.
import type { Place } from '../place.ts';

/** Undefined if all are there already. */
export function loadModels(places: readonly Place[]): Promise<unknown> | undefined {
  const missing = places.filter(({ models }) => !models.loaded);
  return missing.length === 0 ? undefined : Promise.all(missing.map(({ models }) => models.load()));
}
