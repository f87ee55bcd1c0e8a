// Warnings of operations that send their requests themselves: an error under `strict`, part of the result otherwise.
import { type Call, KitError, type Warning } from '@kit/core';
import type { Exchange } from '@kit/http';

export function refuseStrictly(
  warnings: readonly Warning[],
  { context, operation }: Call,
  { provider }: Exchange,
): void {
  const [warning] = warnings;
  if (!context.strict || !warning) return;
  throw new KitError(
    'unsupported',
    `${provider} cannot do \`${warning.feature}\` exactly, and the call is strict: ${warning.detail}`,
    {
      provider,
      operation,
      field: warning.feature,
    },
  );
}
