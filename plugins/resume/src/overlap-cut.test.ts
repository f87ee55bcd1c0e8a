import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OverlapBounds, OverlapCut } from './overlap-cut.ts';

const bounds: OverlapBounds = { min: 4, max: 2_000 };

/** What is read in the end, with the continuation in the given pieces. */
function joined(said: string, pieces: readonly string[], { min, max }: OverlapBounds = bounds): string {
  const cut = new OverlapCut(said, { min, max });
  return said + pieces.map((piece) => cut.push(piece)).join('') + cut.end();
}

const inPieces = (text: string, length: number) =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length));

describe('a continuation', () => {
  it.each([
    ['goes on', 'The capital of Fr', 'ance is Paris.', 'The capital of France is Paris.'],
    ['repeats the last words', 'The capital of France', 'of France is Paris.', 'The capital of France is Paris.'],
    ['begins the broken word again', 'The capital', 'capital of France', 'The capital of France'],
    ['begins from the start', 'The capital of', 'The capital of France', 'The capital of France'],
    ['says the space again', 'The capital ', ' of France', 'The capital of France'],
    ['does not say the space again', 'The capital ', 'of France', 'The capital of France'],
    ['repeats words, then space', 'The capital\n\n', 'The capital\n\n- of France', 'The capital\n\n- of France'],
    ['says less space', 'one\n\n', '\ntwo', 'one\n\ntwo'],
    ['says other space', 'one ', '\n\ntwo', 'one \n\ntwo'],
    ['says little that was said', 'It is a cat', 'cattle grid', 'It is a catcattle grid'],
    ['begins with a new text', '', 'Hello', 'Hello'],
    ['begins with a new text after white space', '\n', '\nHello', '\nHello'],
    ['says nothing', 'one ', '', 'one '],
    ['says no more than was said', 'one two three', 'two three', 'one two three'],
  ])('that %s is joined', (_what, said, continuation, whole) => {
    for (const length of [1, 2, 3, 5, 100]) expect(joined(said, inPieces(continuation, length))).toBe(whole);
  });

  it('repeats at least as much as is asked for, and at most', () => {
    expect(joined('one two three', ['two three four'], { min: 20, max: 2_000 })).toBe('one two threetwo three four');
    expect(joined('one two three', ['one two three four'], { min: 4, max: 5 })).toBe('one two threeone two three four');
  });

  it('is not held back when it cannot be a repetition', () => {
    const cut = new OverlapCut('The quick brown fox', bounds);
    expect(cut.push(' jumps')).toBe(' jumps');
    expect(cut.push(' brown fox')).toBe(' brown fox');
  });

  it('gives the whole text, whatever it repeats and however it comes', () => {
    // Words that occur once: of others nobody can say whether they are repeated.
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{4,9}$/), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 9 }), (list, cutAt, repeats, length) => {
        const text = list.join(' ');
        const at = cutAt % (text.length + 1);
        const said = text.slice(0, at);
        const start = said.trimEnd().length;
        // It goes on, or begins with the start of a word that was said.
        const starts = [start, ...[...text.slice(0, start).matchAll(/\S{4,}/g)].map(({ index }) => index)];
        const from = starts[repeats % starts.length] as number;
        fc.pre(from === start || start - from >= 4);
        // A short word may stand at the begin of another.
        fc.pre(from !== start || !list.some((word) => said.endsWith(word) && text.slice(start).startsWith(word)));
        expect(joined(said, inPieces(text.slice(from), length))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
