// The object of an answer that is still arriving: parsed once, however many pieces it comes in.
import { createIncrementalJson } from '@kit/wire';

export class PartialAnswer {
  readonly #parser = createIncrementalJson();
  #begun = false;

  /** Feeds a piece of the text. What stands in front of the first bracket (prose, a code fence) is passed over. */
  push(piece: string): void {
    if (this.#begun) return this.#parser.push(piece);
    const at = piece.search(/[{[]/);
    if (at < 0) return;
    this.#begun = true;
    this.#parser.push(piece.slice(at));
  }

  /** What is there; the same object grows. Undefined before it begins. */
  get value(): unknown {
    return this.#parser.value;
  }
}
