// Joins a continuation to what was said: what it repeats is cut.

export interface OverlapBounds {
  /** A shorter repetition is no repetition: words occur more than once. */
  readonly min: number;
  readonly max: number;
}

/** Text goes in as it comes; what may go out comes out. Holds back only what may still turn out to be a repetition. */
export class OverlapCut {
  readonly #ending: string;
  readonly #min: number;
  /** White space at the end of what was said: models are asked without it, and may or may not say it again. */
  #space: string;
  #held = '';
  #joined = false;

  constructor(said: string, { min, max }: OverlapBounds) {
    const trimmed = said.trimEnd();
    this.#space = said.slice(trimmed.length);
    this.#ending = trimmed.slice(-max);
    this.#min = min;
    this.#joined = trimmed === '';
  }

  push(text: string): string {
    if (this.#joined) return this.#afterSpace(text);
    this.#held += text;
    return this.#mayGrow() ? '' : this.end();
  }

  /** The rest of a continuation that is complete. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    // Space that is there already.
    if (this.#joined) return '';
    this.#joined = true;
    return this.#afterSpace(held.slice(this.#repeated(held)));
  }

  /** True while what is held stands somewhere before the end of what was said: it may be a longer repetition. */
  #mayGrow(): boolean {
    const at = this.#ending.indexOf(this.#held);
    const length = this.#ending.length - at;
    return at >= 0 && length > this.#held.length && length >= this.#min;
  }

  /** Length of the longest end of what was said with which the text begins. */
  #repeated(text: string): number {
    for (let length = Math.min(text.length, this.#ending.length); length >= this.#min; length--) {
      if (text.startsWith(this.#ending.slice(-length))) return length;
    }
    return 0;
  }

  /** White space that is there already is not said again. */
  #afterSpace(text: string): string {
    if (this.#space === '') return text;
    this.#held += text;
    const start = this.#held.trimStart();
    if (start === '' && this.#space.startsWith(this.#held)) return '';
    const held = this.#held;
    const begin = held.slice(0, held.length - start.length);
    const there = begin.startsWith(this.#space) ? this.#space.length : this.#space.startsWith(begin) ? begin.length : 0;
    this.#space = '';
    this.#held = '';
    return held.slice(there);
  }
}
