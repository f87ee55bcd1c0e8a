// What goes over `run`. Each operation is loaded with its first call: few programs need more than one of them.
import type { HandledOperation } from '@kit/http';

export function runOperations(model: string | undefined) {
  return {
    complete: { load: async () => (await import('./complete.ts')).completeDeclaration },
    image: { load: async () => (await import('./image.ts')).imageDeclaration },
    speech: { load: async () => (await import('./speech.ts')).speechOperations.speech },
    speechStream: { load: async () => (await import('./speech.ts')).speechOperations.speechStream },
    transcribe: { load: async () => (await import('./transcribe.ts')).transcribeDeclaration },
    cloudflareRun: { load: async () => (await import('./run.ts')).runDeclaration },
    moderate: {
      handle: async (call, exchange) => (await import('./moderate.ts')).moderateOperation.handle(call, exchange),
      inspect: async (call, codec) => (await import('./moderate.ts')).firstVerdict(call, codec),
    } satisfies HandledOperation<'moderate'>,
    batch: {
      handle: async (call, exchange) => (await import('./batch.ts')).runBatch(model).handle(call, exchange),
    } satisfies HandledOperation<'batch'>,
  };
}
