// The context of requests that follow the first one of a call.
import { type CallContext, deriveContext } from '@kit/core';
import type { PredictionSettings } from './settings.ts';

/**
 * Patches are meant for the request that starts a prediction, and of several keys the one that started it has to ask for
 * it: a prediction belongs to an account.
 */
export function followUp(
  context: CallContext,
  { pooled }: PredictionSettings,
  credential: string | undefined,
): CallContext {
  if (!context.patch && !(pooled && credential !== undefined)) return context;
  return deriveContext(context, {
    patch: undefined,
    ...(pooled && credential !== undefined && { hints: { ...context.hints, credential } }),
  });
}
