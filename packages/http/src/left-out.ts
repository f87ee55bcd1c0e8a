// What a request has and a vendor does not take: told instead of dropped.
import type { Warning } from '@kit/core';

/** A warning for each of these fields that the request has; `false`, a single result and floats ask for nothing. */
export function leftOut<R extends object>(
  request: R,
  features: readonly (keyof R & string)[],
  detail = 'The vendor does not take it; left out.',
): Warning[] {
  return features
    .filter((feature) => {
      const value: unknown = request[feature];
      const isEmpty = Array.isArray(value) && value.length === 0;
      const isPlain = isEmpty || (feature === 'n' && value === 1) || (feature === 'encoding' && value === 'float');
      return value !== undefined && value !== false && !isPlain;
    })
    .map((feature) => ({ feature, detail }));
}
