// What the services do beside chats. Each operation is loaded with its first call.
import { loadedOperation } from '@kit/http';
import type { BaseModels } from './model-id.ts';
import type { RerankPlace } from './rerank/agent-runtime.ts';

/** With a model's own body behind InvokeModel, and guardrails. */
export const runtimeOperations = (baseModels: BaseModels | undefined) => ({
  embed: loadedOperation<'embed'>(async () => (await import('./embeddings/embed.ts')).embedOperation(baseModels)),
  image: { load: async () => (await import('./images/image.ts')).imageOperation(baseModels) },
  video: loadedOperation<'video'>(async () => (await import('./videos/video.ts')).videoOperation(baseModels)),
  moderate: loadedOperation<'moderate'>(async () => (await import('./moderate.ts')).moderateOperation),
  rerank: { load: async () => (await import('./rerank/invoke.ts')).invokeRerank(baseModels) },
});

export const agentRerank = (place: RerankPlace) =>
  loadedOperation<'rerank'>(async () => (await import('./rerank/agent-runtime.ts')).agentRerank(place));

export const modelsOperation = () =>
  loadedOperation<'models'>(async () => (await import('./live-models.ts')).modelsOperation);
