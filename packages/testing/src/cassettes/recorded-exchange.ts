// What a cassette holds: requests without their secrets, and what came back.
import type { ErrorCode, JsonValue } from '@kit/core';

/** Exactly one of `body` (JSON, its keys sorted), `text`, `sha256` (of what is neither); none for an empty body. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  /** Only what says something about the request's form. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  readonly text?: string;
  readonly sha256?: string;
  /** Length of a body that is told by its hash. */
  readonly bytes?: number;
}

/** Exactly one of `lines` (joined by line feeds), `text`, `base64`; none for an empty body. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly lines?: readonly string[];
  readonly text?: string;
  readonly base64?: string;
  /** Streams: byte lengths of the network reads. */
  readonly chunkLengths?: readonly number[];
  /** How long each of them let itself be awaited; only with `timing`. */
  readonly pausesMs?: readonly number[];
  /** How the body ended, if not in order: the connection broke, or the reader left. */
  readonly ended?: 'broken' | 'left';
}

export interface RecordedExchange {
  readonly request: RecordedRequest;
  /** Absent where no answer came. */
  readonly response?: RecordedResponse;
  /** What broke the connection. */
  readonly failure?: { readonly code: ErrorCode; readonly message: string };
}

/** A response's body. */
export function responseBytes({ lines, text, base64 }: RecordedResponse): Uint8Array {
  if (base64 !== undefined) return new Uint8Array(Buffer.from(base64, 'base64'));
  return new TextEncoder().encode(lines ? lines.join('\n') : (text ?? ''));
}

/** The fields that hold a body, in the form that is easiest to read and to compare. */
export function bodyFields(bytes: Uint8Array): Pick<RecordedResponse, 'lines' | 'text' | 'base64'> {
  if (bytes.length === 0) return {};
  const text = utf8(bytes);
  if (text === undefined) return { base64: Buffer.from(bytes).toString('base64') };
  return text.includes('\n') ? { lines: text.split('\n') } : { text };
}

/** The bytes as text; undefined if they are none. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
