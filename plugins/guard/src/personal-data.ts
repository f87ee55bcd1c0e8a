// Personal data that can be told by its form: e-mail addresses, card numbers, IBANs, IPv4 addresses.
import { checkOptions } from '@kit/core';
import type { Check, Finding } from './check.ts';

export type PersonalDataKind = 'email' | 'card' | 'iban' | 'ip';

export interface PersonalDataOptions {
  /** Default: all. */
  readonly kinds?: readonly PersonalDataKind[];
  /** `mask` (default) puts `[email]`, `[card]`, … there; `block` refuses the call. */
  readonly action?: 'mask' | 'block';
}

interface Form {
  /** Every repetition is bounded and begins in one way only: time grows with the text's length alone. */
  readonly expression: RegExp;
  /** Characters that a match has at most. */
  readonly longest: number;
  /** Every match holds one of these. */
  readonly sign: RegExp;
  readonly holds?: (match: string) => boolean;
}

const digit = /\d/;

const forms: Readonly<Record<PersonalDataKind, Form>> = {
  email: {
    expression: /(?<![\w.%+-])[\w.%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,3}/gi,
    longest: 321,
    sign: /@/,
  },
  card: { expression: /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g, longest: 38, sign: digit, holds: luhn },
  iban: {
    expression: /(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}(?![a-z0-9])/gi,
    longest: 65,
    sign: digit,
    holds: ibanHolds,
  },
  ip: { expression: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]\d)/g, longest: 16, sign: digit, holds: ipHolds },
};
const kindNames = Object.keys(forms) as PersonalDataKind[];

/** @throws KitError `config` for a wrong option. */
export function personalData(options: PersonalDataOptions = {}): Check {
  checkOptions('personalData()', options, {
    kinds: (value) =>
      Array.isArray(value) && value.every((kind) => kindNames.includes(kind))
        ? undefined
        : `a list of ${kindNames.map((kind) => `"${kind}"`).join(', ')}`,
    action: ['mask', 'block'],
  });
  const { kinds = kindNames, action = 'mask' } = options;
  const window = Math.max(...kinds.map((kind) => forms[kind].longest)) + 1;
  const signs = new RegExp([...new Set(kinds.map((kind) => forms[kind].sign.source))].join('|'));
  return {
    name: 'personal-data',
    window,
    suspects: (text) => signs.test(text),
    find(text) {
      const found: Finding[] = [];
      for (const kind of kinds) {
        const { expression, sign, holds } = forms[kind];
        if (!sign.test(text)) continue;
        for (const match of text.matchAll(expression)) {
          if (holds && !holds(match[0])) continue;
          const end = match.index + match[0].length;
          const what = action === 'mask' ? { mask: `[${kind}]` } : { reason: `it holds personal data (${kind})` };
          found.push({ start: match.index, end, ...what });
        }
      }
      return found;
    },
  };
}

/** The check digit of card numbers (ISO/IEC 7812-1). */
function luhn(match: string): boolean {
  const digits = match.replace(/\D/g, '');
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const value = Number(digits[digits.length - 1 - place]) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the number with its first four characters at the end is 1 modulo 97. */
function ibanHolds(match: string): boolean {
  const letters = match.replace(/ /g, '').toUpperCase();
  let remainder = 0;
  for (const letter of letters.slice(4) + letters.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

function ipHolds(match: string): boolean {
  return match.split('.').every((part) => Number(part) <= 255);
}
