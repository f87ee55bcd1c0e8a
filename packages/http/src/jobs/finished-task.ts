// Work that a call waits for: a task at the vendor's, looked at until it is done.
import { type Call, type CodecContext, type JobStatus, KitError, type WireReply, type WireRequest } from '@kit/core';
import type { Exchange } from '../definition.ts';
import { patientLook } from './patient-look.ts';
import { poll } from './polling.ts';

/** How a task is looked at. */
export interface TaskWire {
  readonly look: WireRequest;
  readonly statusOf: (reply: WireReply, codec: CodecContext) => JobStatus;
}

/** The reply of the look that found it done. @throws KitError when the task failed, or was given up */
export function finishedTask(
  call: Pick<Call, 'operation' | 'context'> & { readonly request?: unknown },
  exchange: Exchange,
  { look, statusOf }: TaskWire,
): Promise<WireReply> {
  const codec = exchange.codec(call);
  const ask = patientLook(() => exchange.send(call, look));
  const once = async () => {
    const reply = await ask();
    if (!reply) return undefined;
    const { state, error } = statusOf(reply, codec);
    if (state === 'succeeded') return reply;
    if (state === 'queued' || state === 'running') return undefined;
    throw error ?? new KitError('server', `The task is ${state}.`, { provider: exchange.provider });
  };
  return poll(call.context, once, { pollMs: 1_000, maxPollMs: 5_000 });
}
