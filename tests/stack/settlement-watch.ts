// Watches that whoever observes calls hears how each of them ended: once, and not never.
import { type Handler, type Middleware, type Operation, observe } from '@kit/core';

export interface SettlementWatch {
  /** An observer at a place of a stack. */
  at(place: string): Middleware;
  /** Observers that still wait for an end, in words. */
  readonly waiting: readonly string[];
  /** Observers that were told of an end more than once. */
  readonly toldAgain: readonly string[];
  /** Ends that were told. */
  readonly told: number;
}

export function settlementWatch(): SettlementWatch {
  const waiting = new Set<{ readonly told: string }>();
  const toldAgain: string[] = [];
  let told = 0;
  return {
    at: (place) => ({
      name: `watch-${place}`,
      wrap<K extends Operation>(next: Handler<K>): Handler<K> {
        return observe(next, ({ context }) => {
          const watched = { told: `${place} observer of call ${context.metadata?.call}` };
          waiting.add(watched);
          return {
            settled() {
              told++;
              if (!waiting.delete(watched)) toldAgain.push(watched.told);
            },
          };
        });
      },
    }),
    get waiting() {
      return [...waiting].map((watched) => watched.told);
    },
    toldAgain,
    get told() {
      return told;
    },
  };
}
