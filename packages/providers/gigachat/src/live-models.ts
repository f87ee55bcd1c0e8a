// The models that the account may use, and health, which asks for the same list.
import {
  type HealthResponse,
  isKitError,
  type Model,
  type ModelKind,
  type OperationDeclaration,
  type Transformer,
} from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { type JsonRecord, stringOf } from '@kit/wire';

const kinds: Readonly<Record<string, ModelKind>> = { chat: 'chat', embedder: 'embedding', aicheck: 'moderation' };

function kindOf(row: JsonRecord): Partial<Model> {
  const type = stringOf(row.type);
  return type === undefined ? {} : { kind: Object.hasOwn(kinds, type) ? (kinds[type] as ModelKind) : type };
}

export const modelsOperation: OperationDeclaration<'models'> = {
  load: async () => {
    const { modelsTransformer } = await import('@kit/transformer-openai/media');
    return {
      endpoint: { method: 'GET', path: '/models' },
      transformer: modelsTransformer({ row: kindOf }) as Transformer<'models'>,
    };
  },
};

const probe = { method: 'GET', path: '/models' } as const;

/** A service that is down or overloaded is an answer; a key that is wrong is an error. */
export const healthOperation: HandledOperation<'health'> = {
  inspect: () => probe,
  async handle(call, exchange): Promise<HealthResponse> {
    const { context } = call;
    const startedAtMs = context.environment.monotonicMs();
    const latencyMs = () => context.environment.monotonicMs() - startedAtMs;
    try {
      const reply = await exchange.send(call, probe);
      return { status: 'ok', latencyMs: latencyMs(), meta: exchange.meta(context, reply), warnings: [] };
    } catch (error) {
      const degraded = isKitError(error, 'overloaded', 'rate-limit');
      if (!degraded && !isKitError(error, 'server', 'network', 'timeout')) throw error;
      const meta = { provider: exchange.provider, timings: {}, attempts: context.trace.attempts };
      return {
        status: degraded ? 'degraded' : 'down',
        latencyMs: latencyMs(),
        detail: error.message,
        meta,
        warnings: [],
      };
    }
  },
};
