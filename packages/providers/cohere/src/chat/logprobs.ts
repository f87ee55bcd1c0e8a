// Log probabilities: pieces of text, each with those of its tokens.
import type { TokenLogprob } from '@kit/core';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

/** One entry, or a list of them; a piece of several tokens is as likely as all of them together. */
export function logprobsOf(value: unknown): TokenLogprob[] {
  const entries = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) => {
    const record = recordOf(entry);
    const logprobs = arrayOf(record?.logprobs)
      .map(numberOf)
      .filter((logprob) => logprob !== undefined);
    if (!record || logprobs.length === 0) return [];
    return [{ token: stringOf(record.text) ?? '', logprob: logprobs.reduce((sum, logprob) => sum + logprob, 0) }];
  });
}
