// conformance: holds a provider to what every provider owes its callers, as far as its manifest claims it.
import type { Operation } from '@kit/core';
import type { Check } from './check.ts';
import { abortChecks } from './checks/aborts.ts';
import { crosstalkChecks } from './checks/crosstalk.ts';
import { errorChecks } from './checks/errors.ts';
import { featureChecks } from './checks/features.ts';
import { hostileChecks } from './checks/hostile.ts';
import { leakChecks } from './checks/leaks.ts';
import { operationChecks } from './checks/operations.ts';
import { recordingChecks } from './checks/recordings.ts';
import { secretChecks } from './checks/secrets.ts';
import { streamChecks } from './checks/streams.ts';
import { must, shown } from './failure.ts';
import type { ConformanceManifest, ProviderFactory } from './manifest.ts';
import { type Candidate, candidate } from './together.ts';

export interface ConformanceOptions {
  /** `quick`: a few seconds · `slow`: what takes thousands of calls, megabytes, or a look at the memory. Default `all`. */
  readonly tier?: 'quick' | 'slow' | 'all';
}

/**
 * The checks of a provider: names and functions, for any test runner. Each makes providers of its own, on sockets of
 * 127.0.0.1 or in memory; none needs the network or a credential.
 *
 * @example
 * import { conformance, registerChecks } from '@kit/testing';
 * import { it } from 'vitest'; // or from 'node:test'
 *
 * registerChecks(it, conformance((options) => acme(options), manifest));
 *
 * @throws KitError `config` for a manifest without the chats that its provider offers
 */
export function conformance<O extends Operation>(
  factory: ProviderFactory<O>,
  manifest: ConformanceManifest<O>,
  options?: ConformanceOptions,
): readonly Check[];
/** The checks of a candidate, which is a factory and its manifest. */
export function conformance(candidate: Candidate, options?: ConformanceOptions): readonly Check[];
export function conformance(first: Candidate | object, second?: object, third?: ConformanceOptions): readonly Check[] {
  if (typeof first !== 'function') return checksOf(first as Candidate, second);
  return checksOf(candidate(first as ProviderFactory<Operation>, second as ConformanceManifest<Operation>), third);
}

function checksOf(subject: Candidate, { tier = 'all' }: ConformanceOptions = {}): readonly Check[] {
  const checks = [
    operationChecks,
    featureChecks,
    streamChecks,
    hostileChecks,
    errorChecks,
    abortChecks,
    leakChecks,
    secretChecks,
    crosstalkChecks,
    recordingChecks,
  ].flatMap((make) => make(subject));
  const isMeant = ({ slow = false }: Pick<Check, 'slow'>) => tier === 'all' || slow === (tier === 'slow');
  const { exceptions = {} } = subject.manifest;
  // Names of no check at all are the quick tier's to find.
  const excepted = Object.keys(exceptions).filter((name) => isMeant(checks.find((one) => one.name === name) ?? {}));
  return [
    ...checks.filter(isMeant).map((check) => {
      const why = exceptions[check.name];
      return why === undefined ? check : { ...check, skip: why };
    }),
    ...(excepted.length > 0 ? [exceptionCheck(excepted, checks)] : []),
  ];
}

/** An exception outlives its reason easily, and would hide what breaks next. */
function exceptionCheck(excepted: readonly string[], checks: readonly Check[]): Check {
  return {
    name: 'every exception is still needed',
    run: async () => {
      for (const name of excepted) {
        const check = checks.find((one) => one.name === name);
        must(check, 'manifest', () => ({ expected: 'the name of a check in `exceptions`', got: shown(name) }));
        const passes = await check.run().then(
          () => true,
          () => false,
        );
        must(!passes, 'manifest', () => ({
          expected: 'exceptions for checks that fail',
          got: `${shown(name)}, which passes: take it out of \`exceptions\``,
        }));
      }
    },
  };
}
