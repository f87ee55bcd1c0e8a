// Lists that come in pages.
import { KitError } from '@kit/core';

export interface Page<T> {
  readonly items: readonly T[];
  /** What asks for the next page; absent or empty: there is none. */
  readonly next?: string | undefined;
}

export interface PagesOptions {
  /** Items wanted at most; all if absent. */
  readonly limit?: number;
  /** Default 1,000. A list that is longer is an error: it would be silently incomplete. */
  readonly maxPages?: number;
}

/**
 * Follows pages until one is empty, names no next one, or names itself again (some vendors repeat their last cursor), and
 * answers all items. @throws KitError `invalid-response` beyond `maxPages`.
 */
export async function collectPages<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
  { limit = Number.POSITIVE_INFINITY, maxPages = 1_000 }: PagesOptions = {},
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; items.length < limit; count++) {
    if (count === maxPages) throw new KitError('invalid-response', `The list did not end within ${maxPages} pages.`);
    const page = await fetchPage(cursor);
    items.push(...page.items);
    if (page.items.length === 0 || !page.next || page.next === cursor) break;
    cursor = page.next;
  }
  return items.length > limit ? items.slice(0, limit) : items;
}
