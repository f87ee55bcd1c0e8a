// Operations that only ElevenLabs has: speech of a text that is still being written, and tokens for browsers.
import type { PartStream, Result, SpeechPart, SpeechRequest, SpeechResponse } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** Speaks while the text is being written: give it a chat's `stream.text`. A session over a WebSocket. */
    elevenlabsLive: {
      request: ElevenlabsLiveRequest;
      result: PartStream<SpeechPart, SpeechResponse>;
      settled: SpeechResponse;
    };
    /** A token for one session or request of somebody who must not see the key, for 15 minutes. */
    elevenlabsToken: { request: ElevenlabsTokenRequest; result: ElevenlabsTokenResponse };
  }
}

export interface ElevenlabsLiveRequest extends Omit<SpeechRequest, 'input' | 'instructions'> {
  /** The text, whole or in pieces as they come. */
  readonly input: string | AsyncIterable<string>;
}

export interface ElevenlabsTokenRequest {
  /** What it opens: `batch_scribe`, `realtime_scribe`, `tts_websocket`. */
  readonly kind: 'batch_scribe' | 'realtime_scribe' | 'tts_websocket' | (string & {});
}

export interface ElevenlabsTokenResponse extends Result {
  /** Sent as `token` or `single_use_token` in the URL. */
  readonly token: string;
}
