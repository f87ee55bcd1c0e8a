// Words that similarity cannot tell apart: numbers and names with digits, negations, opposites. "How do I turn it on?" and
// "How do I turn it off?" are closer to each other, for every embedding model, than either to its own paraphrases.

/** Words without their apostrophes, marks and separators inside kept: `1,000`, `v2.5`, `don't`. */
const word = /[\p{L}\p{M}\p{N}]+(?:['’.,:/_-][\p{L}\p{M}\p{N}]+)*/gu;
const digit = /\p{N}/u;

const words: ReadonlySet<string> = new Set(
  `not no never none nor neither nobody nothing without cannot unless except
   on off up down before after above below over under left right more less fewer most least best worst min max
   buy sell true false open close closed start stop first last high low hot cold old new win lose good bad pro con pros cons`.split(
    /\s+/,
  ),
);

/** Beginnings of words, so that `enabled` is `enable`. */
const stems: readonly string[] =
  `activat deactivat allow ascend connect decreas decrypt descend disabl disadvantage advantage disallow disconnect download
   enabl encrypt exclud export forbid illegal import impossible includ increas install legal maxim minim permit possible
   prevent prohibit remov subscrib unsafe uninstall unsubscrib upload`.split(/\s+/);

/** The text's words of that kind, in their order. English, but for digits: the rest is up to the threshold. */
export function literalWords(text: string): readonly string[] {
  const found: string[] = [];
  for (const [match] of text.toLowerCase().matchAll(word)) {
    if (digit.test(match) || words.has(match)) found.push(match);
    else if (/n['’]t$/.test(match)) found.push('not');
    else {
      const stem = stems.find((candidate) => match.startsWith(candidate));
      if (stem) found.push(stem);
    }
  }
  return found;
}
