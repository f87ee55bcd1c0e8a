// Log probabilities: OpenAI's token objects, and the parallel arrays of the old completions wire.
import type { TokenLogprob } from '@kit/core';
import { arrayOf, isRecord, numberOf, recordOf, stringOf } from '@kit/wire';

/** Tokens of a list of `{ token, logprob, top_logprobs }`; SambaNova's clients know one such object alone. */
export function tokenLogprobs(list: unknown): TokenLogprob[] {
  const tokens: TokenLogprob[] = [];
  for (const item of isRecord(list) ? [list] : arrayOf(list)) {
    const one = tokenOf(item);
    if (!one) continue;
    const alternatives = arrayOf(recordOf(item)?.top_logprobs)
      .map(tokenOf)
      .filter((token) => token !== undefined);
    tokens.push(alternatives.length > 0 ? { ...one, alternatives } : one);
  }
  return tokens;
}

/** `choice.logprobs`: `{ content, refusal }`, or `{ tokens, token_logprobs, top_logprobs }` as older servers and Together write it. */
export function choiceLogprobs(value: unknown): TokenLogprob[] {
  const logprobs = recordOf(value);
  if (!logprobs) return [];
  const listed = [...tokenLogprobs(logprobs.content), ...tokenLogprobs(logprobs.refusal)];
  if (listed.length > 0) return listed;
  const values = arrayOf(logprobs.token_logprobs);
  const tops = arrayOf(logprobs.top_logprobs);
  return arrayOf(logprobs.tokens).flatMap((token, index) => {
    const logprob = numberOf(values[index]);
    if (typeof token !== 'string' || logprob === undefined) return [];
    const alternatives = alternativesOf(tops[index]);
    return [alternatives.length > 0 ? { token, logprob, alternatives } : { token, logprob }];
  });
}

/** `{ token: logprob, … }` of one place. */
function alternativesOf(value: unknown): { token: string; logprob: number }[] {
  return Object.entries(recordOf(value) ?? {}).flatMap(([token, told]) => {
    const logprob = numberOf(told);
    return logprob === undefined ? [] : [{ token, logprob }];
  });
}

function tokenOf(value: unknown): { token: string; logprob: number } | undefined {
  const record = recordOf(value);
  const token = stringOf(record?.token);
  const logprob = numberOf(record?.logprob);
  return token === undefined || logprob === undefined ? undefined : { token, logprob };
}
