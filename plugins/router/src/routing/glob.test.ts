import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesAny, matchesGlob, speaks } from './glob.ts';

/** What a glob means, written as simply as can be. */
function means(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*') return means(rest, text) || (text !== '' && means(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && means(rest, text.slice(1));
}

describe('a glob', () => {
  it.each([
    ['gpt-*', 'gpt-6', true],
    ['gpt-*', 'gpt-', true],
    ['gpt-*', 'ogpt-6', false],
    ['*/llama-?', 'meta/llama-4', true],
    ['*/llama-?', 'meta/llama-44', false],
    ['gpt-6', 'gpt-6', true],
    ['gpt.6', 'gpt-6', false],
    ['*', '', true],
    ['?', '', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('means what it says, for all short patterns and texts', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (pattern, text) => {
        expect(matchesGlob(pattern, text)).toBe(means(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not blow up on a pattern made for it', () => {
    const begun = performance.now();
    expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it('is one of several, on one of several', () => {
    expect(matchesAny(['x', 'b*'], ['a', undefined, 'bc'])).toBe(true);
    expect(matchesAny('x', [undefined])).toBe(false);
  });
});

it('a language is spoken where one of its variants is', () => {
  expect(speaks('pt', ['de', 'pt-BR'])).toBe(true);
  expect(speaks('pt-BR', ['pt'])).toBe(false);
  expect(speaks('EN', ['en'])).toBe(true);
  expect(speaks('e', ['en'])).toBe(false);
});
