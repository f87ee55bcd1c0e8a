// What the services do beside chats. Each operation is loaded with its first call.
import type { OperationDeclaration } from '@kit/core';
import { type HandledOperation, loadedOperation } from '@kit/http';
import type { BaseModels } from './model-id.ts';
import type { RerankPlace } from './rerank/agent-runtime.ts';

export interface RuntimeOperations {
  readonly embed: HandledOperation<'embed'>;
  readonly image: OperationDeclaration<'image'>;
  readonly video: HandledOperation<'video'>;
  readonly moderate: HandledOperation<'moderate'>;
  readonly rerank: OperationDeclaration<'rerank'>;
}

/** With a model's own body behind InvokeModel, and guardrails. */
export const runtimeOperations = (baseModels: BaseModels | undefined): RuntimeOperations => ({
  embed: loadedOperation(async () => (await import('./embeddings/embed.ts')).embedOperation(baseModels)),
  image: { load: async () => (await import('./images/image.ts')).imageOperation(baseModels) },
  video: loadedOperation(async () => (await import('./videos/video.ts')).videoOperation(baseModels)),
  moderate: loadedOperation(async () => (await import('./moderate.ts')).moderateOperation),
  rerank: { load: async () => (await import('./rerank/invoke.ts')).invokeRerank(baseModels) },
});

export const agentRerank = (place: RerankPlace): HandledOperation<'rerank'> =>
  loadedOperation(async () => (await import('./rerank/agent-runtime.ts')).agentRerank(place));

export const modelsOperation = (): HandledOperation<'models'> =>
  loadedOperation(async () => (await import('./live-models.ts')).modelsOperation);
