// Pictures in an answer's text: `<img src="<file id>" fuse="true"/>`, in however many pieces the text arrives.

/** Longer than any tag that names a file. */
const longestTag = 1024;
const tag = /<img\s[^<>]*?src="([^"<>]+)"[^<>]*>/g;

export class ImageTags {
  /** The end of the text so far, if a tag may have begun in it. */
  #open = '';

  /** Ids of the files whose tags end in this piece. */
  push(text: string): readonly string[] {
    if (this.#open === '' && !text.includes('<')) return none;
    const seen = this.#open + text;
    const found: string[] = [];
    let behind = 0;
    for (const match of seen.matchAll(tag)) {
      found.push(match[1] as string);
      behind = match.index + match[0].length;
    }
    const begun = seen.lastIndexOf('<');
    const open = begun >= behind ? seen.slice(begun) : '';
    this.#open = open.length <= longestTag && '<img '.startsWith(open.slice(0, 5)) ? open : '';
    return found;
  }
}

const none: readonly string[] = [];
