// The contexts of requests that belong together.
import { type CallContext, deriveContext } from '@kit/core';
import type { PredictionSettings } from './settings.ts';

type Pooled = Pick<PredictionSettings, 'pooled'>;

/** Of several keys the one that made something has to ask for it: files and predictions belong to an account. */
export function pinned(context: CallContext, { pooled }: Pooled, credential: string | undefined): CallContext {
  if (!pooled || credential === undefined) return context;
  return deriveContext(context, { hints: { ...context.hints, credential } });
}

/** For requests beside the one that starts a prediction: patches are meant for that one alone. */
export function followUp(context: CallContext, settings: Pooled, credential?: string): CallContext {
  const same = pinned(context, settings, credential);
  return same.patch ? deriveContext(same, { patch: undefined }) : same;
}
