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
      const [{ FailureReading }, table] = await Promise.all([
        import('./failure-reading.ts'),
        errors && 'load' in errors ? errors.load() : errors,
      ]);
      return (this.reading = new FailureReading(name, table));
    });
  }

  /** Before a decoder runs that may ask. Undefined where there is nothing to wait for; an answer needs no reader of failures. */
  ready(): Promise<unknown> | undefined {
    return this.reading ? undefined : this.load().catch(() => undefined);
  }

  /** What decoders ask. */
  read(evidence: FailureEvidence, attempt: FailedAttempt): KitError {
    if (this.reading) return this.reading.read(evidence, attempt);
    const message =
      'What reads failures is not loaded. A plain transformer answers undefined to a reply that tells one.';
    return new KitError('config', message, { ...attempt.known, status: evidence.status });
  }
}
