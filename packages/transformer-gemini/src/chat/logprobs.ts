// Log probabilities of the chosen tokens, with the alternatives where they were asked for.
import type { TokenLogprob } from '@kit/core';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

export function logprobsOf(value: unknown): TokenLogprob[] {
  const result = recordOf(value);
  const top = arrayOf(result?.topCandidates);
  return arrayOf(result?.chosenCandidates).flatMap((chosen, at) => {
    const token = tokenOf(chosen);
    if (!token) return [];
    const alternatives = arrayOf(recordOf(top[at])?.candidates).flatMap((other) => tokenOf(other) ?? []);
    return [{ ...token, ...(alternatives.length > 0 && { alternatives }) }];
  });
}

function tokenOf(value: unknown): { token: string; logprob: number } | undefined {
  const record = recordOf(value);
  const token = stringOf(record?.token);
  // A probability of exactly 1 is left out: its logarithm is 0.
  return token === undefined ? undefined : { token, logprob: numberOf(record?.logProbability) ?? 0 };
}
