// Two addresses of one vendor as one provider.
import type { Operation, Provider } from '@kit/core';
import type { CompatibleOperation, CompatibleProvider } from './presets/preset.ts';

/** Operations that another provider of the same vendor answers. */
export interface JoinedPart {
  readonly operations: readonly CompatibleOperation[];
  readonly provider: CompatibleProvider;
}

/** `main`, in which each part answers its operations. All are closed together, `closed` last. */
export function joinProviders(
  main: CompatibleProvider,
  parts: readonly JoinedPart[],
  closed: readonly { close(): Promise<void> }[],
): Provider<Operation> {
  const handlers: Record<string, unknown> = { ...main.handlers };
  const answering = new Map<Operation, CompatibleProvider>();
  for (const { operations, provider } of parts) {
    for (const operation of operations) {
      handlers[operation] = provider.handlers[operation];
      answering.set(operation, provider);
    }
  }
  const inspected = main.inspect;
  return {
    ...main,
    handlers: handlers as unknown as Provider<Operation>['handlers'],
    ...(inspected && { inspect: (call) => (answering.get(call.operation)?.inspect ?? inspected)(call) }),
    async close() {
      for (const part of [main, ...parts.map(({ provider }) => provider), ...closed]) await part.close?.();
    },
  };
}
