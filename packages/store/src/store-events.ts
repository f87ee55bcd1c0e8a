// What plugins say about their shared store, so that logs and metrics hear it from all of them in the same words.
import type { EventHub, KitError } from '@kit/core';

declare module '@kit/core' {
  interface KitEvents {
    /** A plugin could not use its store. Once per outage; `choice` is what it does meanwhile. */
    'store-unavailable': {
      readonly plugin: string;
      readonly store: string;
      readonly choice: 'open' | 'closed';
      readonly error: KitError;
    };
    /** It can again. `awayMs`: for how long it could not. */
    'store-back': { readonly plugin: string; readonly store: string; readonly awayMs: number };
  }
}

export interface OutageReport {
  /** An operation failed. `events`: of the call that noticed. */
  away(error: KitError, events: EventHub | undefined): void;
  /** One succeeded. Costs nothing while the store was never away. */
  back(events: EventHub | undefined): void;
}

/** Tells the beginning and the end of an outage, once each. */
export function outageReport(
  { plugin, store, choice }: { readonly plugin: string; readonly store: string; readonly choice: 'open' | 'closed' },
  now: () => number,
): OutageReport {
  let since: number | undefined;
  return {
    away(error, events) {
      if (since !== undefined) return;
      since = now();
      events?.emit('store-unavailable', { plugin, store, choice, error });
    },
    back(events) {
      if (since === undefined) return;
      const awayMs = now() - since;
      since = undefined;
      events?.emit('store-back', { plugin, store, awayMs });
    },
  };
}
