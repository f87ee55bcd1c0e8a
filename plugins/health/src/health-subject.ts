// What is checked: a provider that can say how it is, or a probe. Asked once, within a time.
import {
  defineProvider,
  type Environment,
  isKitError,
  KitError,
  lacksOperation,
  type Provider,
  pipeline,
  toKitError,
} from '@kit/core';
import type { HealthProbe } from './health-options.ts';
import type { HealthVerdict } from './health-state.ts';

export type HealthSubject = Provider<'health'> | HealthProbe;

export interface Asking {
  readonly environment: Environment;
  readonly model: string | undefined;
  readonly timeoutMs: number;
  readonly slowMs: number | undefined;
  readonly signal: AbortSignal;
}

export interface CheckResult {
  readonly status: HealthVerdict;
  readonly latencyMs: number;
  readonly detail?: string;
}

const verdicts: ReadonlySet<unknown> = new Set<HealthVerdict>(['ok', 'degraded', 'down']);

/** @throws KitError `config` for what can neither be asked nor called. */
export function subjectProvider(subject: HealthSubject, id: string | undefined): Provider<'health'> {
  if (typeof subject === 'function') return probing(subject, id ?? 'probe');
  if (typeof (subject as Partial<Provider> | undefined)?.handlers !== 'object') {
    throw new KitError('config', 'health() takes a provider or a probe: health(openai()), health(async () => { … }).', {
      field: 'subject',
    });
  }
  if ('health' in subject.handlers) return subject;
  const { message } = lacksOperation(subject, 'health');
  throw new KitError('config', `health(): ${message} Give a probe instead: health(async ({ signal }) => { … }).`, {
    field: 'subject',
    provider: (subject as Provider).id,
  });
}

function probing(probe: HealthProbe, id: string): Provider<'health'> {
  return defineProvider({
    id,
    operations: {
      health: async (_request, context) => {
        const answer = await probe(context);
        return { status: 'ok' as const, ...answer, latencyMs: 0 };
      },
    },
  });
}

/** One check. Never rejects: what goes wrong is what it has found. */
export async function ask(provider: Provider<'health'>, asking: Asking): Promise<CheckResult> {
  const { environment, model, timeoutMs, slowMs, signal } = asking;
  const startedAtMs = environment.monotonicMs();
  const found = (status: HealthVerdict, detail?: string): CheckResult => {
    const latencyMs = environment.monotonicMs() - startedAtMs;
    return { status, latencyMs, ...(detail !== undefined && { detail }) };
  };
  try {
    const request = model === undefined ? {} : { model };
    const options = { signal, deadlines: { total: timeoutMs } };
    const { status, detail } = await pipeline(provider, { environment }).health(request, options);
    if (!verdicts.has(status)) return found('down', `It answered no status that there is: ${JSON.stringify(status)}.`);
    const result = found(status, detail);
    const isSlow = status === 'ok' && slowMs !== undefined && result.latencyMs > slowMs;
    return isSlow ? { ...result, status: 'degraded', detail: `It took ${Math.round(result.latencyMs)} ms.` } : result;
  } catch (thrown) {
    // It is there, and has too much to do.
    const busy = isKitError(thrown, 'overloaded', 'rate-limit');
    return found(busy ? 'degraded' : 'down', toKitError(thrown).message);
  }
}
