// What a framing is: it cuts the bytes of a streamed reply into events, whatever the network did to them.

/**
 * Receives one event: its text, and for server-sent events its name and id where the server gave them.
 * Called synchronously from `push` and `end`; what it throws comes out of those.
 */
export type EmitEvent = (data: string, event?: string, id?: string) => void;

/** Cuts bytes into events. Total: odd input never throws, only an event over the limit does (`FramingLimitError`). */
export interface Framing {
  /** Feeds one network read, of any size, and emits each event that is complete with it. */
  push(bytes: Uint8Array, emit: EmitEvent): void;
  /** The stream ended: emits a last event that is complete but was not terminated. A torn one is not emitted. */
  end(emit: EmitEvent): void;
}

export interface FramingOptions {
  /**
   * The largest event that is accepted. Default 16 MiB.
   * Counted on the decoded text, a UTF-16 unit a byte, so text beyond ASCII may be up to three times as many bytes.
   */
  maxEventBytes?: number;
}

export const defaultMaxEventBytes = 16 * 1024 * 1024;
