// The request that starts a prediction.
import { type CallContext, deadlineMs, type JsonObject, type JsonValue, type WireRequest } from '@kit/core';
import type { ReplicateVendorOptions } from '../vendor-options.ts';
import type { Route } from './route.ts';

export interface PredictionDraft {
  readonly input: JsonObject;
  readonly options: ReplicateVendorOptions;
  /** Seconds to be held open; 0: answer at once. */
  readonly waitSeconds: number;
  readonly stream?: boolean;
}

export function encodePrediction(route: Route, draft: PredictionDraft, context: CallContext): WireRequest {
  const { input, wait: _, cancel_after: cancelAfter, ...body } = draft.options;
  const seconds = Math.round(Math.min(60, Math.max(0, draft.waitSeconds)));
  return {
    method: 'POST',
    path: route.path,
    headers: {
      prefer: seconds > 0 ? `wait=${seconds}` : undefined,
      'cancel-after': cancelAfter ?? deadlineOf(context),
    },
    body: {
      type: 'json',
      value: withoutUnset({
        version: route.version,
        input: withoutNulls({ ...draft.input, ...input }),
        ...(draft.stream && { stream: true }),
        ...body,
      }),
    },
  };
}

/** A call that is over by then has no use for an answer: what runs on after a lost connection would only be billed. */
function deadlineOf({ deadlines }: CallContext): string | undefined {
  const totalMs = deadlineMs(deadlines, 'total');
  // Five seconds are the least that is taken.
  return totalMs === undefined ? undefined : `${Math.max(5, Math.ceil(totalMs / 1000))}s`;
}

function withoutUnset(fields: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}

function withoutNulls(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
