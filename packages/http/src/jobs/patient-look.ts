// Looks at a job that may fail.
import { isKitError } from '@kit/core';

/** So many failures in a row end the waiting. */
const MOST_FAILURES = 3;

/**
 * The look, with failures of the vendor or the network as "not yet": they say nothing of the job, which runs on and may be
 * hours under way. The third in a row is thrown, and at once whatever another look would not help.
 */
export function patientLook<T>(look: () => Promise<T | undefined>): () => Promise<T | undefined> {
  let failures = 0;
  return async () => {
    try {
      const seen = await look();
      failures = 0;
      return seen;
    } catch (error) {
      failures++;
      if (failures < MOST_FAILURES && isKitError(error, 'server', 'overloaded', 'network', 'rate-limit'))
        return undefined;
      throw error;
    }
  };
}
