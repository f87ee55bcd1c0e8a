// What an entry says of a call: who, what, how it went. Content only when asked for.
import type { Attempt, Call, Operation, Outcome, ResponseMeta, Result, Usage } from '@kit/core';

export function beginFields({ operation, request, context }: Call, provider: string): Record<string, unknown> {
  const { requestId, correlationId, tenant, user, project, actor, tags, metadata, target } = context;
  const { model } = request as { readonly model?: string };
  return {
    requestId,
    correlationId,
    provider,
    model,
    operation,
    target,
    tenant,
    user,
    project,
    actor: actor?.id,
    tags,
    metadata,
  };
}

export function endFields<K extends Operation>(
  outcome: Outcome<K>,
  meta: ResponseMeta | undefined,
  attempts: readonly Attempt[],
): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    outcome: outcome.status,
    ...(outcome.usage && { usage: shortUsage(outcome.usage) }),
    ...(attempts.length > 0 && { attempts: attempts.length }),
  };
  if (meta) {
    fields.provider = meta.provider;
    fields.model = meta.model ?? meta.requestedModel;
    Object.assign(fields, { status: meta.status, vendorRequestId: meta.requestId, credential: meta.credential });
    if (meta.cache) fields.cache = meta.cache.hit;
  }
  if (outcome.status === 'complete')
    return { ...fields, ...resultFields(outcome.result as Partial<Result> | undefined) };
  const { error } = outcome;
  if (error.provider) fields.provider = error.provider;
  if (error.model) fields.model = error.model;
  return { ...fields, error };
}

function resultFields(result: Partial<Result> | undefined): Record<string, unknown> {
  const { cost, warnings = [] } = result ?? {};
  const { finishReason } = (result ?? {}) as { readonly finishReason?: string };
  return {
    ...(finishReason && { finishReason }),
    ...(cost && { cost: cost.amount, currency: cost.currency }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** The vendor's own object says the same at length. */
function shortUsage({ raw: _raw, ...usage }: Usage): Usage {
  return usage;
}

/** What was answered, or had arrived when it broke. */
export function answered<K extends Operation>(outcome: Outcome<K>): unknown {
  const result = outcome.status === 'complete' ? outcome.result : outcome.partial;
  if (typeof result !== 'object' || result === null) return result;
  const { meta: _meta, usage: _usage, cost: _cost, warnings: _warnings, ...content } = result as Partial<Result>;
  return content;
}
