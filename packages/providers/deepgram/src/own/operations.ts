// Operations that only Deepgram has: short-lived tokens, and understanding texts.
import type { Result, VendorOptions } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** A token that may be given to a browser: it opens sessions for as long as it lives. */
    deepgramGrant: { request: DeepgramGrantRequest; result: DeepgramGrantResponse; optionalRequest: true };
    /** Summary, topics, intents and sentiments of a text. */
    deepgramRead: { request: DeepgramReadRequest; result: DeepgramReadResponse };
  }
}

export interface DeepgramGrantRequest {
  /** 1 to 3,600 seconds; 30 if absent. A session that was opened outlives its token. */
  readonly ttlSeconds?: number;
}

export interface DeepgramGrantResponse extends Result {
  /** Sent as `Authorization: Bearer …`: the option `accessToken`. */
  readonly accessToken: string;
  readonly expiresInSeconds?: number;
}

export interface DeepgramReadRequest {
  /** The text, or a link to one: one of the two. */
  readonly text?: string;
  readonly url?: string;
  /** Default `en`. */
  readonly language?: string;
  readonly summarize?: boolean;
  readonly topics?: boolean;
  readonly intents?: boolean;
  readonly sentiment?: boolean;
  readonly vendor?: VendorOptions;
}

export interface DeepgramReadResponse extends Result {
  /** `summary`, `topics`, `intents`, `sentiments`, `averageSentiment`: what was asked for. */
  readonly insights: Readonly<Record<string, unknown>>;
  readonly language?: string;
}
