// What Qwen can be asked over its own wire, and what the compatible mode has of its own. Each operation is loaded with its
// first call.
import { loadedOperation } from '@kit/http';

/** `native`: the base URL of the vendor's own wire. */
export const ownOperations = (native: string) => ({
  embed: loadedOperation<'embed'>(async () => (await import('./embed.ts')).embedOperation(native)),
  image: loadedOperation<'image'>(async () => (await import('./image.ts')).imageOperation(native)),
  video: loadedOperation<'video'>(async () => (await import('./video.ts')).videoOperation(native)),
  speech: { load: async () => (await import('./speech.ts')).speechOperation(native) },
  speechStream: { load: async () => (await import('./speech.ts')).speechStreamOperation(native) },
  transcribe: { load: async () => (await import('./transcribe.ts')).transcribeOperation },
});
