// Lists that come in pages, followed to their end.
import type { WireReply } from '@kit/core';

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page. */
  readonly after: string | undefined;
  readonly reply: WireReply;
}

const mostPages = 1000;

/** All items, or the first `limit`. A server that gives the same cursor twice has no more to give. */
export async function allPages<T>(
  limit: number | undefined,
  read: (after: string | undefined) => Promise<Page<T>>,
): Promise<{ readonly items: T[]; readonly reply: WireReply }> {
  const items: T[] = [];
  let after: string | undefined;
  for (let pages = 1; ; pages++) {
    const page = await read(after);
    items.push(...page.items);
    const ended = page.after === undefined || page.after === after || page.items.length === 0 || pages >= mostPages;
    if (ended || (limit !== undefined && items.length >= limit))
      return { items: items.slice(0, limit), reply: page.reply };
    after = page.after;
  }
}
