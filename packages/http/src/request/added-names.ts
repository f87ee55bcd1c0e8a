// Which headers of a request a credential made.
import type { CallContext, WireRequest } from '@kit/core';
import { mergeHeaders } from './headers.ts';
import type { OperationPlan } from './plan.ts';

const bodyHeaders: ReadonlySet<string> = new Set(['content-type', 'content-length']);

/** Names of the headers that the credential added or changed. Worked out only when something is shown. */
export function addedNames(
  headers: Readonly<Record<string, string>>,
  ownHeaders: WireRequest['headers'],
  plan: OperationPlan,
  context: CallContext,
): ReadonlySet<string> {
  const expected = mergeHeaders(plan.headers, ownHeaders, context.headers);
  const names = new Set<string>();
  for (const name in headers) if (headers[name] !== expected[name] && !bodyHeaders.has(name)) names.add(name);
  return names;
}
