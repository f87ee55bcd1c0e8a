// Globs: `*` stands for anything, `?` for one character. No regular expression is built, so no pattern can blow up.

/** A pattern, or several of which one has to match. */
export type Patterns = string | readonly string[];

/** In the product of both lengths at worst: one step back to the latest `*` for each character of the text. */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let read = 0;
  let star = -1;
  let readAtStar = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      readAtStar = read;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[read])) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++readAtStar;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** True if one of the patterns matches one of the values. */
export function matchesAny(patterns: Patterns, values: readonly (string | undefined)[]): boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  return values.some((value) => value !== undefined && list.some((pattern) => matchesGlob(pattern, value)));
}

/** `pt` is spoken where `pt-BR` is; case does not matter. */
export function speaks(wanted: Patterns, languages: readonly string[]): boolean {
  const list = typeof wanted === 'string' ? [wanted] : wanted;
  return list.some((one) =>
    languages.some((language) => {
      const [asked, offered] = [one.toLowerCase(), language.toLowerCase()];
      return asked === offered || offered.startsWith(`${asked}-`);
    }),
  );
}
