// One line of an audit: who did what to which model, with what outcome. Never what was said.
import type { Actor, Call, CallContext, JsonValue, Operation, Outcome, ResponseMeta, Result } from '@kit/core';

export interface AuditRecord {
  /** Unique; a sink that is written to twice can tell by it. */
  readonly id: string;
  /** Milliseconds since the epoch: when the call began (`begin`) or ended (`end`). */
  readonly at: number;
  readonly event: 'begin' | 'end';
  readonly requestId: string;
  readonly correlationId?: string;
  readonly actor?: Actor;
  readonly tenant?: string;
  readonly user?: string;
  readonly project?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, JsonValue>>;
  readonly operation: string;
  readonly provider: string;
  readonly model?: string;
  /** `end`: `complete`, `failed`, `cancelled` or `abandoned`. */
  readonly outcome?: Outcome['status'];
  /** Of a call that is not complete. */
  readonly errorCode?: string;
  readonly durationMs?: number;
  /** Requests that were made to vendors, and the targets or providers they went to. */
  readonly attempts?: number;
  readonly targets?: readonly string[];
  readonly cache?: string;
  readonly credential?: string;
  readonly vendorRequestId?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cost?: number;
  readonly currency?: string;
}

type Who = Pick<
  AuditRecord,
  'requestId' | 'correlationId' | 'actor' | 'tenant' | 'user' | 'project' | 'tags' | 'metadata'
>;

function who({ requestId, correlationId, actor, tenant, user, project, tags, metadata }: CallContext): Who {
  return { requestId, correlationId, actor, tenant, user, project, tags, metadata };
}

export function beginRecord(call: Call, provider: string): AuditRecord {
  const { operation, context, request } = call;
  const { environment } = context;
  const { model } = request as { readonly model?: string };
  return { id: environment.id(), at: environment.now(), event: 'begin', ...who(context), operation, provider, model };
}

export function endRecord<K extends Operation>(
  call: Call,
  provider: string,
  outcome: Outcome<K>,
  meta: ResponseMeta | undefined,
  durationMs: number,
): AuditRecord {
  const { attempts } = call.context.trace;
  const error = outcome.status === 'complete' ? undefined : outcome.error;
  const cost = outcome.status === 'complete' ? (outcome.result as Partial<Result> | undefined)?.cost : undefined;
  const begun = beginRecord(call, provider);
  return {
    ...begun,
    event: 'end',
    provider: meta?.provider ?? error?.provider ?? provider,
    model: meta?.model ?? meta?.requestedModel ?? error?.model ?? begun.model,
    outcome: outcome.status,
    errorCode: error?.code,
    durationMs,
    attempts: attempts.length,
    targets: [...new Set(attempts.map(({ target, provider: asked }) => target ?? asked))],
    cache: meta?.cache?.hit,
    credential: meta?.credential ?? error?.credential,
    vendorRequestId: meta?.requestId ?? error?.requestId,
    inputTokens: outcome.usage?.inputTokens,
    outputTokens: outcome.usage?.outputTokens,
    cost: cost?.amount,
    currency: cost?.currency,
  };
}
