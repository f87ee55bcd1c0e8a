// What encoding one chat request shares.

import type { CodecContext, JsonObject } from '@kit/core';
import type { WarningList } from '@kit/wire';

export interface Encoding {
  readonly context: CodecContext;
  readonly warnings: WarningList;
  /** Whether the model takes thoughts back. */
  readonly thinks: boolean;
  /** Text files of the messages: Cohere takes documents beside the conversation. */
  readonly documents: JsonObject[];
}
