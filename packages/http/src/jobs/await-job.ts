// A job that is waited for within a call.
import { type CallContext, isKitError } from '@kit/core';
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
  let failures = 0;
  const patientLook = async (): Promise<T | undefined> => {
    try {
      const seen = await look();
      failures = 0;
      return seen;
    } catch (error) {
      failures++;
      if (failures < 3 && isKitError(error, 'server', 'overloaded', 'network', 'rate-limit')) return undefined;
      throw error;
    }
  };
  try {
    return await poll(context, patientLook, pauses);
  } catch (error) {
    onGivenUp();
    throw error;
  }
}
