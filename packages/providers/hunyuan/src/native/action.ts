// What all actions of the cloud's API have in common: a header with their name, and an envelope around the reply.
import type { WireReply } from '@kit/core';
import { type JsonRecord, recordOf, stringOf } from '@kit/wire';

export const actionHeaders = (action: string): Readonly<Record<string, string>> => ({ 'x-tc-action': action });

/** What the envelope holds; some replies come without it. */
export function unwrapped(body: unknown): JsonRecord {
  const outer = recordOf(body) ?? {};
  return recordOf(outer.Response) ?? outer;
}

/** `meta` of a reply. */
export function metaOf(reply: WireReply): { readonly requestId?: string } {
  const requestId = stringOf(unwrapped(reply.json()).RequestId);
  return { ...(requestId !== undefined && { requestId }) };
}
