// Failures that are told inside an event stream.
import type { CodecContext, KitError } from '@kit/core';
import { parseJson, recordOf } from '@kit/wire';
import type { EventMessage } from './event-stream.ts';

export function streamFailure({ type, payload, errorMessage }: EventMessage, context: CodecContext): KitError {
  const body = recordOf(parseJson(payload)) ?? { message: errorMessage ?? payload };
  return context.failure({ body, headers: { 'x-amzn-errortype': type } });
}
