// The text of one block of a stream: what no check can still want is let go.
import { type Found, inOrder, masked } from './apply-findings.ts';
import type { Check, CheckPlace, Finding } from './check.ts';

/** Text that has gone out stays in view: some findings must not stand inside of a longer word. */
const CONTEXT = 64;

interface Looking {
  readonly check: Check;
  /** End of the last piece that the check suspects, in characters from the block's beginning. */
  suspectedUpTo: number;
}

export class HeldText {
  readonly #looking: readonly Looking[];
  readonly #place: CheckPlace;
  readonly #window: number;
  /** What has gone out lately, and the first of what is held. */
  #text = '';
  /** Where in it the held text begins. */
  #at = 0;
  /** The rest of what is held. Joined to the other when that is used up: each time would be a copy of it for each piece. */
  #tail = '';
  /** Characters that were taken in. */
  #taken = 0;

  /** Checks with a window; those that need the whole are not for here. */
  constructor(checks: readonly Check[], place: CheckPlace) {
    this.#looking = checks.map((check) => ({ check, suspectedUpTo: 0 }));
    this.#place = place;
    this.#window = Math.max(1, ...checks.map(({ window }) => window));
  }

  /** Takes text in, lets text out: all but what a finding could begin in. @throws for a refusal. */
  push(text: string): string {
    this.#tail += text;
    this.#taken += text.length;
    for (const looking of this.#looking) {
      const { check } = looking;
      if (!check.suspects || check.suspects(text)) looking.suspectedUpTo = this.#taken;
    }
    return this.#release(this.#heldLength - this.#window + 1);
  }

  /** The rest. */
  end(): string {
    return this.#release(this.#heldLength);
  }

  get #heldLength(): number {
    return this.#text.length - this.#at + this.#tail.length;
  }

  #release(upTo: number): string {
    if (upTo <= 0) return '';
    const found = this.#find(upTo);
    if (found.length === 0) return this.#letGo(upTo);
    const ordered = inOrder(found, this.#place);
    const last = ordered.at(-1)?.end ?? 0;
    return masked(this.#letGo(Math.max(upTo, last)), ordered);
  }

  /** The next characters of what is held. */
  #letGo(length: number): string {
    const from = this.#at;
    const out = this.#view(from, from + length);
    this.#at += length;
    return out;
  }

  /** What begins so near, by its place in what is held. Further on a finding may still grow. */
  #find(upTo: number): readonly Found[] {
    const found: Found[] = [];
    const before = Math.min(this.#at, CONTEXT);
    const seenFrom = this.#taken - this.#heldLength - before;
    for (const { check, suspectedUpTo } of this.#looking) {
      if (suspectedUpTo <= seenFrom) continue;
      // Further on nothing can be that begins in front of the bound.
      const text = this.#view(this.#at - before, this.#at + upTo + check.window - 1);
      for (const finding of check.find(text, this.#place) as readonly Finding[]) {
        const start = finding.start - before;
        if (start >= 0 && start < upTo) found.push({ ...finding, start, end: finding.end - before, check: check.name });
      }
    }
    return found;
  }

  #view(from: number, to: number): string {
    if (to <= this.#text.length || this.#tail === '') return this.#text.slice(from, to);
    const kept = Math.max(0, this.#at - CONTEXT);
    this.#text = this.#text.slice(kept) + this.#tail;
    this.#tail = '';
    this.#at -= kept;
    return this.#text.slice(from - kept, to - kept);
  }
}
