// Takes `<think>…</think>` out of a text stream: reasoning that a model writes into its answer's text.

export interface ThinkTags {
  /** Default `<think>`. */
  open?: string;
  /** Default `</think>`. */
  close?: string;
  /**
   * Whether the stream begins inside the tags, because the prompt template has already opened them. Default false:
   * a closing tag that nothing opened is then ordinary text.
   */
  startsInside?: boolean;
  /**
   * `start` (default): only tags before the answer's first word count, so an answer may speak about the tags.
   * `anywhere`: each opening tag counts, for models that think again between two pieces of an answer.
   */
  position?: 'start' | 'anywhere';
}

export type EmitThinkPiece = (kind: 'text' | 'reasoning', text: string) => void;

export interface ThinkSplitter {
  /** Feeds a piece of text. Only what could be the beginning of a tag is held back. */
  push(text: string, emit: EmitThinkPiece): void;
  /** The text ended: emits what was held back. */
  end(emit: EmitThinkPiece): void;
}

/**
 * - `before`: no word of the answer yet; white space is held back until it is known whether a tag follows.
 * - `opening`, `after`: right after a tag; white space there belongs to the tags and is dropped.
 * - `inside`: reasoning. `answer`: the answer's text.
 */
type State = 'before' | 'opening' | 'inside' | 'after' | 'answer';

/**
 * Splits text into answer and reasoning. White space next to the tags (before an opening tag that begins the
 * message, after an opening tag, after a closing tag) is dropped. How the text is cut never changes the result.
 */
export function createThinkSplitter(tags: ThinkTags = {}): ThinkSplitter {
  const { open = '<think>', close = '</think>', startsInside = false, position = 'start' } = tags;
  let state: State = startsInside ? 'opening' : 'before';
  /** A template that opened the tags does not keep every model from opening them again. */
  let openAgain = startsInside;
  let held = '';

  /** Handles the text up to the next change of state; returns what is still to be handled, or what must be held. */
  function step(text: string, emit: EmitThinkPiece, ended: boolean): { rest: string; hold: boolean } {
    if (state === 'answer' || state === 'inside') {
      const tag = state === 'inside' ? close : open;
      const kind = state === 'inside' ? 'reasoning' : 'text';
      const seeks = state === 'inside' || position === 'anywhere';
      const found = seeks ? text.indexOf(tag) : -1;
      if (found >= 0) {
        if (found > 0) emit(kind, text.slice(0, found));
        state = state === 'inside' ? 'after' : 'opening';
        return { rest: text.slice(found + tag.length), hold: false };
      }
      const sure = seeks && !ended ? text.length - beginningAtEnd(text, tag) : text.length;
      if (sure > 0) emit(kind, text.slice(0, sure));
      return { rest: text.slice(sure), hold: true };
    }

    const solid = text.trimStart();
    const tagCounts = state !== 'opening' || openAgain;
    if (tagCounts && solid.startsWith(open)) {
      state = 'opening';
      openAgain = false;
      return { rest: solid.slice(open.length), hold: false };
    }
    const undecided = solid === '' || (tagCounts && open.startsWith(solid));
    if (undecided && !ended) return { rest: state === 'before' ? text : solid, hold: true };
    const rest = state === 'before' ? text : solid;
    state = state === 'opening' ? 'inside' : 'answer';
    openAgain = false;
    return { rest, hold: false };
  }

  function run(text: string, emit: EmitThinkPiece, ended: boolean): void {
    held += text;
    let hold = false;
    while (held !== '' && !hold) ({ rest: held, hold } = step(held, emit, ended));
  }

  return {
    push(text, emit) {
      if (state === 'answer' && position === 'start') {
        if (text !== '') emit('text', text);
      } else run(text, emit, false);
    },
    end(emit) {
      run('', emit, true);
    },
  };
}

/** Length of the longest beginning of the tag that the text ends with. */
function beginningAtEnd(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
