// Observers and listeners are outside of the data's path: what they throw is reported and never reaches a call.
import type { EventHub } from './events.ts';

interface RuntimeConsole {
  error(...values: readonly unknown[]): void;
}

/** Async functions are listeners too: what they reject with is reported, and is not an unhandled rejection. */
export function reportRejection(told: unknown, report: (error: unknown) => void): void {
  if (told instanceof Promise) told.catch(report);
}

/** Tells those who listen for `observer-error`; the console, if nobody does. `name` says whose error it is. */
export function reportObserverError(name: string, error: unknown, events?: EventHub): void {
  if (events?.hears('observer-error')) return events.emit('observer-error', { name, error });
  const { console } = globalThis as unknown as { readonly console?: RuntimeConsole };
  console?.error(`kit: ${name} threw`, error);
}
