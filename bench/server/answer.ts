// What the mock server answers, before any wire's format: the pieces of a stream, the same in every run.

/** What changes from event to event, beside the text. Real servers do each of these. */
export const variants = ['text', 'padding', 'ids', 'reasoning', 'usage', 'mixed', 'tool'] as const;
export type Variant = (typeof variants)[number];

export const STREAM_EVENTS = 2_000;
export const SLOW_EVENTS = 50;

/** One event of a stream. */
export interface Piece {
  readonly text?: string;
  readonly reasoning?: string;
  /** A piece of a tool call's arguments. */
  readonly arguments?: string;
  /** An ignored string of varying length, as servers add it against traffic analysis. */
  readonly padding?: string;
  /** A part of the event's id. */
  readonly id?: string;
  /** Tokens so far. */
  readonly tokens?: number;
}

/** Characters (UTF-16 units) that a reader must have seen. */
export interface Reading {
  readonly text: number;
  readonly reasoning: number;
  readonly arguments: number;
}

/** The pieces of a stream of `count` events. */
export function pieces(variant: Variant, count: number): readonly Piece[] {
  const random = seededRandom(20_261_121);
  return Array.from({ length: count }, (_, at): Piece => {
    const word = randomWord(random);
    if (variant === 'tool') return { arguments: argumentPiece(at, count, word) };
    const differs = (kind: Variant) => variant === kind || variant === 'mixed';
    return {
      ...(differs('reasoning') ? spoken(at, word, randomWord(random)) : { text: word }),
      ...(differs('padding') && { padding: randomLetters(random, 1 + Math.floor(random() * 24)) }),
      ...(differs('ids') && { id: randomLetters(random, 12) }),
      ...(differs('usage') && { tokens: at + 1 }),
    };
  });
}

export function expectedReading(all: readonly Piece[]): Reading {
  const total = (of: 'text' | 'reasoning' | 'arguments') =>
    all.reduce((sum, piece) => sum + (piece[of] ?? '').length, 0);
  return { text: total('text'), reasoning: total('reasoning'), arguments: total('arguments') };
}

/** A complete answer of about this many characters. */
export function longText(characters: number): string {
  const random = seededRandom(7);
  let text = '';
  while (text.length < characters) text += randomWord(random);
  return text.slice(0, characters);
}

/** Thought and text in turn, and both at once in every third event. */
function spoken(at: number, text: string, thought: string): Piece {
  if (at % 3 === 0) return { reasoning: thought };
  return at % 3 === 1 ? { text } : { text, reasoning: thought };
}

/** All of them together are `{"text":"…"}`. */
function argumentPiece(at: number, count: number, word: string): string {
  const inside = JSON.stringify(word).slice(1, -1);
  return `${at === 0 ? '{"text":"' : ''}${inside}${at === count - 1 ? '"}' : ''}`;
}

const plain = ['the', 'of', 'streams', 'answer', 'a', 'because', 'light', 'scatter', 'in', 'molecule', 'shorter', 'is'];
const other = [' “sky”', ' naïve', ' 天空', ' 🌤️', '\n\n', ' "blue"', '\n- ', ' C:\\temp'];

/** As tokens come: short words, and in one of twenty something that JSON or UTF-8 writes in another way. */
function randomWord(random: () => number): string {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  return random() < 0.05 ? pick(other) : ` ${pick(plain)}`;
}

function randomLetters(random: () => number, length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** mulberry32: the same numbers in every process. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
