// How a provider's failures are read. Loaded with the first of them: most calls end without.
import { type ErrorTable, type FailureEvidence, KitError, type LoadedErrorTable } from '@kit/core';
import { loadOnce } from '../load-once.ts';
import type { FailedAttempt, FailureReading } from './failure-reading.ts';

/** One for each provider. */
export class Failures {
  /** Undefined until it was loaded. */
  reading: FailureReading | undefined = undefined;
  readonly load: () => Promise<FailureReading>;

  /** `name` is the vendor's, for messages. */
  constructor(name: string, errors: ErrorTable | LoadedErrorTable | undefined) {
    this.load = loadOnce(async () => {
      const table = errors && 'load' in errors ? errors.load() : errors;
      const { FailureReading } = await import('./failure-reading.ts');
      return (this.reading = new FailureReading(name, await table));
    });
  }

  /** What decoders ask: loaded before they run, plain ones apart, which ask nothing. */
  read(evidence: FailureEvidence, attempt: FailedAttempt): KitError {
    if (this.reading) return this.reading.read(evidence, attempt);
    const message = 'A plain transformer cannot read failures: it answers undefined to a reply that tells one.';
    return new KitError('config', message, { ...attempt.known, status: evidence.status });
  }
}
