// A job that is waited for within a call.
import type { CallContext } from '@kit/core';
import { patientLook } from './patient-look.ts';
import { type PollingOptions, poll } from './polling.ts';

export interface AwaitJobOptions<T> extends PollingOptions {
  /** Looks once: what the job came to, or undefined while it goes on. */
  readonly look: () => Promise<T | undefined>;
  /** Called where the waiting ends before the job does: it would run on and be billed. */
  readonly onGivenUp: () => void;
}

/**
 * Looks until the job's end. A look that fails says nothing of the job, which runs on: three in a row end the waiting.
 * @throws KitError for what ended it: an abort, a deadline, the third failure, whatever else `look` throws
 */
export async function awaitJob<T>(context: CallContext, options: AwaitJobOptions<T>): Promise<T> {
  const { look, onGivenUp, ...pauses } = options;
  try {
    return await poll(context, patientLook(look), pauses);
  } catch (error) {
    onGivenUp();
    throw error;
  }
}
