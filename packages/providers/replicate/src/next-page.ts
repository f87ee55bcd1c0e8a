// The next page of a list: cursors are whole URLs, of which only the query is of use at another base URL.
import type { WireRequest } from '@kit/core';

export function nextPage(cursor: string, { method, path }: WireRequest): WireRequest {
  const query = cursor.includes('?') ? cursor.slice(cursor.indexOf('?') + 1) : '';
  return {
    ...(method !== undefined && { method }),
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
  } as WireRequest;
}
