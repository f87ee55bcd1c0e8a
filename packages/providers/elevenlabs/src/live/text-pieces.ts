// Text on its way to be spoken: whole words, each piece ending with a space, as the vendor wants it.

/** Pieces as they come may end in the middle of a word: what stands behind the last space waits for the next. */
export async function* wordwise(input: string | AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const piece of typeof input === 'string' ? [input] : input) {
    held += piece;
    const end = lastSpace(held) + 1;
    if (end === 0) continue;
    const words = held.slice(0, end);
    held = held.slice(end);
    if (words.trim() !== '') yield words;
  }
  if (held.trim() !== '') yield `${held} `;
}

function lastSpace(text: string): number {
  return Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n'), text.lastIndexOf('\t'));
}
