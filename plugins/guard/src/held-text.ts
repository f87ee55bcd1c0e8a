// The text of one block of a stream: what no check can still want is let go.
import { type Found, inOrder, masked } from './apply-findings.ts';
import type { Check, CheckPlace } from './check.ts';

/** Text that has gone out stays in view: some findings must not stand inside of a longer word. */
const CONTEXT = 64;

export class HeldText {
  readonly #checks: readonly Check[];
  readonly #place: CheckPlace;
  readonly #window: number;
  #context = '';
  #held = '';

  /** Checks with a window; those that need the whole are not for here. */
  constructor(checks: readonly Check[], place: CheckPlace) {
    this.#checks = checks;
    this.#place = place;
    this.#window = Math.max(1, ...checks.map(({ window }) => window));
  }

  /** Takes text in, lets text out: all but what a finding could begin in. @throws for a refusal. */
  push(text: string): string {
    this.#held += text;
    return this.#release(this.#held.length - this.#window + 1);
  }

  /** The rest. */
  end(): string {
    return this.#release(this.#held.length);
  }

  #release(upTo: number): string {
    if (upTo <= 0) return '';
    const whole = this.#context + this.#held;
    const before = this.#context.length;
    const last = upTo === this.#held.length && upTo > 0;
    const found: Found[] = [];
    for (const { name, find } of this.#checks) {
      for (const finding of find(whole, this.#place) as readonly Found[]) {
        // Beyond the bound it may still grow.
        if (finding.start >= before && (last || finding.start < before + upTo)) found.push({ ...finding, check: name });
      }
    }
    const ordered = inOrder(found, this.#place);
    const bound = Math.max(before + upTo, ordered.at(-1)?.end ?? 0);
    const out = masked(whole.slice(0, bound), ordered).slice(before);
    this.#context = whole.slice(Math.max(0, bound - CONTEXT), bound);
    this.#held = whole.slice(bound);
    return out;
  }
}
