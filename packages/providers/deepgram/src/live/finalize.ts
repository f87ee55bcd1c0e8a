// A mark in the audio: what was said so far is to be written down now.

/**
 * Yield it between chunks of live audio: Deepgram finishes what it has heard (`Finalize`; with Flux `ForceEndTurn`)
 * instead of waiting for silence. Other empty chunks are skipped.
 */
export const deepgramFinalize: Uint8Array = new Uint8Array(0);
