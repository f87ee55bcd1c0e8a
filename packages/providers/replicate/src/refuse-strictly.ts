// What `strict` makes of warnings.
import { type CallContext, KitError, type Warning } from '@kit/core';

/** Under `strict` the first warning refuses the request. @throws KitError `unsupported` */
export function refuseStrictly(warnings: readonly Warning[], { strict }: CallContext, provider: string): void {
  const [warning] = warnings;
  if (!strict || !warning) return;
  const { feature, detail } = warning;
  throw new KitError('unsupported', `${provider} cannot do \`${feature}\` exactly, and the call is strict: ${detail}`, {
    field: feature,
  });
}
