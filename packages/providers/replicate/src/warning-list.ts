// Warnings of one encoding, and what `strict` makes of them.
import { type CallContext, KitError, type Warning } from '@kit/core';

export interface WarningList {
  readonly warnings: readonly Warning[];
  add(feature: string, detail: string): void;
}

export function warningList(): WarningList {
  const warnings: Warning[] = [];
  return {
    warnings,
    add(feature, detail) {
      warnings.push({ feature, detail });
    },
  };
}

/** Under `strict` the first warning refuses the request. @throws KitError `unsupported` */
export function refuseStrictly(warnings: readonly Warning[], { strict }: CallContext, provider: string): void {
  const [warning] = warnings;
  if (!strict || !warning) return;
  const { feature, detail } = warning;
  throw new KitError('unsupported', `${provider} cannot do \`${feature}\` exactly, and the call is strict: ${detail}`, {
    field: feature,
  });
}
