// The options, and which endpoint a request goes to.
import { type CallContext, deriveContext, KitError } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks, readEnvironment } from '@kit/http';

export interface RunpodOptions extends HttpProviderOptions {
  /**
   * Id of the endpoint, or the slug of a public one. Without it, and without RUNPOD_ENDPOINT_ID, a request's model names
   * its endpoint, as it does for public ones.
   */
  readonly endpointId?: string;
  /** How `chat` and `stream` are asked: over OpenAI's wire (`chat`, default), or as jobs (`job`). */
  readonly api?: 'chat' | 'job';
  /**
   * Milliseconds, 1,000 to 300,000, for which a request is held open for its job's result before it is asked for again and
   * again; 0: not at all. An abort cancels a job as soon as its id is known, which is after this time at the latest.
   * Default 5,000.
   */
  readonly waitMs?: number;
  /** First pause between two looks at a job, in milliseconds; it grows to 10 s. Default 1,000. */
  readonly pollMs?: number;
}

export const optionChecks = {
  ...httpOptionChecks,
  endpointId: 'string',
  api: ['chat', 'job'],
  waitMs: (value: unknown) =>
    value === 0 || (typeof value === 'number' && value >= 1_000 && value <= 300_000)
      ? undefined
      : '0, or milliseconds from 1,000 to 300,000',
  pollMs: 'positive',
} as const;

/** What every operation needs to know. */
export interface Settings {
  readonly endpointId: string | undefined;
  readonly waitMs: number;
  readonly pollMs: number;
  /** True for a pool of keys: a job belongs to the one that started it. */
  readonly pooled: boolean;
}

/** @throws KitError `invalid-request` where neither an option nor the request names one */
export function endpointOf({ endpointId }: Pick<Settings, 'endpointId'>, request: unknown): string {
  const { endpointId: asked, model } = (request ?? {}) as { readonly endpointId?: string; readonly model?: string };
  const endpoint = asked ?? endpointId ?? readEnvironment('RUNPOD_ENDPOINT_ID') ?? model;
  if (endpoint !== undefined) return encodeURIComponent(endpoint);
  throw new KitError(
    'invalid-request',
    'Runpod needs an endpoint: set the option `endpointId`, the environment variable RUNPOD_ENDPOINT_ID, or name a public one as the `model`.',
    { field: 'endpointId' },
  );
}

/** For requests behind the first one: the same key, and no patch, which was meant for that one alone. */
export function followUp(context: CallContext, { pooled }: Settings, credential: string | undefined): CallContext {
  const pinned = pooled && credential !== undefined;
  if (!pinned && !context.patch) return context;
  return deriveContext(context, {
    ...(pinned && { hints: { ...context.hints, credential } }),
    ...(context.patch && { patch: undefined }),
  });
}
