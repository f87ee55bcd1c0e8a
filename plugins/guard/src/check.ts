// A check: looks at a text and says what it found there.
import { type CallContext, checkOptions } from '@kit/core';

export interface Finding {
  /** Place in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** What stands there instead. Without it the call is refused. */
  readonly mask?: string;
  /** Why it is refused, in words that may be shown; never the text itself. */
  readonly reason?: string;
}

export interface CheckPlace {
  readonly side: 'input' | 'output';
  readonly context: CallContext;
}

export interface Check {
  readonly name: string;
  /**
   * Characters that a finding spans at most. A stream holds back exactly so much of its text, less one character.
   * `Infinity`: the whole text is needed, so a stream holds all of it back until its block ends.
   */
  readonly window: number;
  /**
   * Saves streams most of the looking: false for text that has nothing of what every finding has somewhere (an e-mail address
   * an `@`). While such text goes by, `find` is not asked.
   */
  suspects?(text: string): boolean;
  /** May answer a promise only where `window` is Infinity. */
  find(text: string, place: CheckPlace): readonly Finding[] | Promise<readonly Finding[]>;
}

/**
 * A check of one's own.
 *
 * @example
 * check({ name: 'codename', window: 8, find: (text) => found(text, 'bluebird') });
 *
 * @throws KitError `config` for a wrong option.
 */
export function check(own: Check): Check {
  checkOptions(
    'check()',
    own,
    {
      name: 'string',
      window: (value) =>
        value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && (value as number) >= 1)
          ? undefined
          : 'how many characters a finding spans at most: a whole number, 1 or more, or Infinity',
      suspects: 'function',
      find: 'function',
    },
    ['name', 'window', 'find'],
  );
  return own;
}
