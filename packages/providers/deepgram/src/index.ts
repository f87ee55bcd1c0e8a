// Deepgram: speech to text, of files and live, and text to speech.
export { type DeepgramOperation, type DeepgramOptions, deepgram } from './deepgram.ts';
export { deepgramFinalize } from './live/finalize.ts';
export type {
  DeepgramGrantRequest,
  DeepgramGrantResponse,
  DeepgramReadRequest,
  DeepgramReadResponse,
} from './own/operations.ts';
export type { DeepgramVendorOptions } from './vendor-options.ts';
