// Affinity: a conversation stays where its prompt cache and its reasoning signatures are.
import type { Call, Message, OptionCheck, Origin } from '@kit/core';
import { modelAt } from '../place.ts';
import type { Candidate } from './candidate.ts';
import { conversationKey } from './conversation-key.ts';

export interface AffinityOptions {
  /** How long a conversation is remembered after its last call, in milliseconds. Default 300,000: as caches live. */
  readonly ttlMs?: number;
  /** Conversations that are remembered; the one that was silent longest goes first. Default 10,000. */
  readonly maxConversations?: number;
  /** A prefix of fewer tokens is not worth it: vendors do not cache it. Default 1,024. */
  readonly minPrefixTokens?: number;
}

/** Checks for `checkOptions`. */
export const affinityChecks: Readonly<Record<keyof AffinityOptions, OptionCheck>> = {
  ttlMs: 'positive',
  maxConversations: 'positive',
  minPrefixTokens: 'count',
};

interface Remembered {
  readonly candidate: Candidate;
  readonly untilMs: number;
}

/** Why a candidate is preferred. */
export type AffinityReason = 'vendor-data' | 'prompt-cache';

export class Affinity {
  readonly #ttlMs: number;
  readonly #most: number;
  readonly #minPrefixTokens: number;
  /** In the order in which they were heard of last. */
  readonly #conversations = new Map<string, Remembered>();

  constructor({ ttlMs = 300_000, maxConversations = 10_000, minPrefixTokens = 1_024 }: AffinityOptions) {
    this.#ttlMs = ttlMs;
    this.#most = maxConversations;
    this.#minPrefixTokens = minPrefixTokens;
  }

  /** Key of the call's conversation, if it is worth remembering. */
  keyOf(call: Call): string | undefined {
    return conversationKey(call, this.#minPrefixTokens);
  }

  /** Where the conversation belongs, among `candidates`. */
  preferred(
    candidates: readonly Candidate[],
    call: Call,
    key: string | undefined,
  ): { readonly candidate: Candidate; readonly reason: AffinityReason } | undefined {
    const origin = latestOrigin((call.request as { readonly messages?: readonly Message[] }).messages);
    const home = origin && homeOf(origin, candidates, call);
    if (home) return { candidate: home, reason: 'vendor-data' };
    const known = key === undefined ? undefined : this.#conversations.get(key);
    if (!known || known.untilMs <= call.context.environment.monotonicMs() || !candidates.includes(known.candidate))
      return undefined;
    return { candidate: known.candidate, reason: 'prompt-cache' };
  }

  remember(key: string | undefined, candidate: Candidate, nowMs: number): void {
    if (key === undefined) return;
    this.#conversations.delete(key);
    this.#conversations.set(key, { candidate, untilMs: nowMs + this.#ttlMs });
    if (this.#conversations.size > this.#most)
      this.#conversations.delete(this.#conversations.keys().next().value as string);
  }
}

/** Where the newest opaque token of the conversation came from. */
function latestOrigin(messages: readonly Message[] = []): Origin | undefined {
  for (let at = messages.length - 1; at >= 0; at--) {
    const { role, content, vendor } = messages[at] as Message;
    if (role !== 'assistant') continue;
    const token = typeof content === 'string' ? undefined : content.findLast((part) => part.vendor)?.vendor;
    const origin = token?.origin ?? vendor?.origin;
    if (origin) return origin;
  }
  return undefined;
}

/** The candidate that the origin names: the one with its model, or else the only one of its provider. */
function homeOf(origin: Origin, candidates: readonly Candidate[], { request }: Call): Candidate | undefined {
  const { provider, model } = origin;
  if (provider === undefined) return undefined;
  const same = candidates.filter((candidate) => candidate.answersAs(provider));
  const asked = (request as { readonly model?: string }).model;
  return (
    same.find((candidate) => model !== undefined && modelAt(candidate, asked) === model) ??
    (same.length === 1 ? same[0] : undefined)
  );
}
