// Patterns without regular expressions: templates of a fixed length, so that no text can make them slow.
import { KitError } from '@kit/core';
import type { Check, Finding } from './check.ts';

export interface PatternsOptions {
  /** `block` (default) refuses the call; `mask` puts the pattern's name in brackets there. */
  readonly action?: 'block' | 'mask';
}

type Fits = (letter: string) => boolean;

const digit: Fits = (letter) => letter >= '0' && letter <= '9';
const alphabetic: Fits = (letter) => (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
const classes: Readonly<Record<string, Fits>> = {
  '#': digit,
  '@': alphabetic,
  '*': (letter) => digit(letter) || alphabetic(letter),
};

/**
 * Finds templates: `#` is a digit, `@` a letter, `*` either of them, `\` takes the next one as it is, anything else is
 * itself, in either case. A match does not stand inside of a longer word or number.
 *
 * @example
 * patterns({ ssn: '###-##-####', project: 'bluebird' }, { action: 'mask' });
 */
export function patterns(templates: Readonly<Record<string, string>>, options: PatternsOptions = {}): Check {
  const compiled = Object.entries(templates).map(([name, template]) => compile(name, template));
  const window = Math.max(1, ...compiled.map(({ fits }) => fits.length)) + 1;
  const isMask = options.action === 'mask';
  const word = classes['*'] as Fits;
  const signs = signsOf(Object.values(templates));
  return {
    name: 'patterns',
    window,
    ...(signs && { suspects: (text) => signs.test(text) }),
    find(text) {
      const found: Finding[] = [];
      const lower = text.toLowerCase();
      for (const { name, fits, literal } of compiled) {
        if (!lower.includes(literal)) continue;
        for (let start = 0; start + fits.length <= text.length; start++) {
          const end = start + fits.length;
          if (!fits.every((fit, at) => fit(text[start + at] as string))) continue;
          if (inWord(text, start, word) || inWord(text, end, word)) continue;
          found.push({ start, end, ...(isMask ? { mask: `[${name}]` } : { reason: `it holds ${name}` }) });
        }
      }
      return found;
    },
  };
}

/** True if a word goes on over this place. */
function inWord(text: string, at: number, word: Fits): boolean {
  return at > 0 && at < text.length && word(text[at - 1] as string) && word(text[at] as string);
}

interface Compiled {
  readonly name: string;
  readonly fits: readonly Fits[];
  /** The longest run of plain ASCII in it, in lower case: what does not hold it need not be looked at. */
  readonly literal: string;
}

/** The letters of a template: each is itself, or any of a class. */
function* lettersOf(template: string): Generator<{ readonly own: string; readonly ofClass: Fits | undefined }> {
  for (let at = 0; at < template.length; at++) {
    const letter = template[at] as string;
    const own = letter === '\\' ? (template[++at] ?? '\\') : letter;
    yield { own, ofClass: own === letter ? classes[letter] : undefined };
  }
}

/** Rarest first, as English has them; what is no letter is rarer, a space is in every text. */
const LETTERS = 'zqjxkvbpgyfmwculdrhsnioate ';

/** What each template has somewhere, and most texts have not; undefined if there is one that has nothing of the kind. */
function signsOf(templates: readonly string[]): RegExp | undefined {
  const signs = new Set<string>();
  for (const template of templates) {
    let sign: string | undefined;
    let rank = LETTERS.length;
    for (const { own, ofClass } of lettersOf(template)) {
      const known = ofClass ? ofClass === digit : own <= '\x7f';
      const ownRank = ofClass ? -1 : LETTERS.indexOf(own.toLowerCase());
      if (!known || ownRank >= rank) continue;
      rank = ownRank;
      sign = ofClass ? '\\d' : `\\u{${own.charCodeAt(0).toString(16)}}`;
    }
    if (sign === undefined) return undefined;
    signs.add(sign);
  }
  return new RegExp(`[${[...signs].join('')}]`, 'iu');
}

function compile(name: string, template: string): Compiled {
  const fits: Fits[] = [];
  let literal = '';
  let run = '';
  for (const { own, ofClass } of lettersOf(template)) {
    fits.push(ofClass ?? ((other) => other.toLowerCase() === own.toLowerCase()));
    run = ofClass || own > '\x7f' ? '' : run + own.toLowerCase();
    if (run.length > literal.length) literal = run;
  }
  if (fits.length === 0) throw new KitError('config', `patterns(): \`${name}\` is empty.`, { field: name });
  return { name, fits, literal };
}
