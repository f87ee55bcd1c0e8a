// The operations of a server as declarations for a provider.
import { type OpenaiDialect, type OpenaiOperation, openaiOperations, rerankOperation } from '@kit/transformer-openai';
import { healthAt } from './health.ts';
import type { CompatibleApi, CompatibleOperation, Declarations, Preset } from './presets/preset.ts';

/** Operations that are not OpenAI's, or not as OpenAI has them. */
const ownOperations: ReadonlySet<CompatibleOperation> = new Set<CompatibleOperation>([
  'rerank',
  'health',
  'countTokens',
]);

const messages = async () => (await import('./messages.ts')).overMessages;

export function declarationsFor(server: Preset, dialect: OpenaiDialect, api: CompatibleApi): Declarations {
  const { operations, health, countTokens, rerank, declared } = server;
  const imitated = operations.filter((operation): operation is OpenaiOperation => !ownOperations.has(operation));
  const has = (operation: CompatibleOperation) => operations.includes(operation);
  return {
    ...openaiOperations(dialect, { operations: imitated, api: api === 'responses' ? 'responses' : 'chat' }),
    ...(has('rerank') && { rerank: rerankOperation(rerank) }),
    ...(has('countTokens') && countTokens && { countTokens: countTokens(dialect.chat ?? {}) }),
    ...(has('health') && { health: healthAt(health) }),
    ...declared?.(dialect),
    ...(api === 'messages' && {
      chat: { load: async () => (await messages()).chat },
      stream: { load: async () => (await messages()).stream },
    }),
  } as Declarations;
}
