// Log probabilities of the tokens of one piece.
import type { TokenLogprob } from '@kit/core';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

export function logprobsOf(value: unknown): TokenLogprob[] {
  return arrayOf(value).flatMap((entry) => {
    const token = tokenOf(entry);
    if (!token) return [];
    const alternatives = arrayOf(recordOf(entry)?.top_logprobs).flatMap((other) => tokenOf(other) ?? []);
    return [alternatives.length > 0 ? { ...token, alternatives } : token];
  });
}

function tokenOf(value: unknown): { readonly token: string; readonly logprob: number } | undefined {
  const record = recordOf(value);
  const logprob = numberOf(record?.logprob);
  return logprob === undefined ? undefined : { token: stringOf(record?.token) ?? '', logprob };
}
