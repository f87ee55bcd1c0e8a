// One call of a manifest before a server that answers what the manifest says: a provider can be tried without a key.
import { type Served, withServer } from './serving.ts';
import type { CallExchange, Subject } from './subject.ts';

/**
 * Starts a server with the exchange's replies, makes the candidate's provider for it, and closes both after use.
 *
 * @param exchange one of `candidate.exchanges`
 * @example
 * await replayed(candidates.groq, candidates.groq.exchanges[0], ({ provider }) => pipeline(provider).chat({ … }));
 */
export function replayed<T>(
  candidate: Subject,
  { replies }: Pick<CallExchange, 'replies'>,
  use: (served: Served) => Promise<T>,
): Promise<T> {
  return withServer(candidate, { replies }, use);
}
