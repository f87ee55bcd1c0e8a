// Log probabilities: OpenAI's token objects, and the parallel arrays of the old completions wire.
import type { TokenLogprob } from '@kit/core';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

/** Tokens of a list of `{ token, logprob, top_logprobs }`. */
export function tokenLogprobs(list: unknown): TokenLogprob[] {
  const tokens: TokenLogprob[] = [];
  for (const item of arrayOf(list)) {
    const one = tokenOf(item);
    if (!one) continue;
    const alternatives = arrayOf(recordOf(item)?.top_logprobs)
      .map(tokenOf)
      .filter((token) => token !== undefined);
    tokens.push(alternatives.length > 0 ? { ...one, alternatives } : one);
  }
  return tokens;
}

/** `choice.logprobs`: `{ content, refusal }`, or `{ tokens, token_logprobs }` as older servers write it. */
export function choiceLogprobs(value: unknown): TokenLogprob[] {
  const logprobs = recordOf(value);
  if (!logprobs) return [];
  const listed = [...tokenLogprobs(logprobs.content), ...tokenLogprobs(logprobs.refusal)];
  if (listed.length > 0) return listed;
  const values = arrayOf(logprobs.token_logprobs);
  return arrayOf(logprobs.tokens).flatMap((token, index) => {
    const logprob = numberOf(values[index]);
    return typeof token === 'string' && logprob !== undefined ? [{ token, logprob }] : [];
  });
}

function tokenOf(value: unknown): { token: string; logprob: number } | undefined {
  const record = recordOf(value);
  const token = stringOf(record?.token);
  const logprob = numberOf(record?.logprob);
  return token === undefined || logprob === undefined ? undefined : { token, logprob };
}
