// What Qwen can be asked over its own wire, and what the compatible mode has of its own. Each operation is loaded with its
// first call.
import type { OperationDeclaration } from '@kit/core';
import { type HandledOperation, loadedOperation } from '@kit/http';

interface OwnOperations {
  readonly embed: HandledOperation<'embed'>;
  readonly image: HandledOperation<'image'>;
  readonly video: HandledOperation<'video'>;
  readonly speech: OperationDeclaration<'speech'>;
  readonly speechStream: OperationDeclaration<'speechStream'>;
  readonly transcribe: OperationDeclaration<'transcribe'>;
}

/** `native`: the base URL of the vendor's own wire. */
export const ownOperations = (native: string): OwnOperations => ({
  embed: loadedOperation<'embed'>(async () => (await import('./embed.ts')).embedOperation(native)),
  image: loadedOperation<'image'>(async () => (await import('./image.ts')).imageOperation(native)),
  video: loadedOperation<'video'>(async () => (await import('./video.ts')).videoOperation(native)),
  speech: { load: async () => (await import('./speech.ts')).speechOperation(native) },
  speechStream: { load: async () => (await import('./speech.ts')).speechStreamOperation(native) },
  transcribe: { load: async () => (await import('./transcribe.ts')).transcribeOperation },
});
