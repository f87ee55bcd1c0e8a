// What one encoding of a chat request carries from piece to piece.

import type { CodecContext } from '@kit/core';
import type { WarningList } from '@kit/wire';
import type { GeminiDialect } from '../dialect.ts';
import type { GeminiRules } from '../rules.ts';
import type { ToolNames } from './tool-names.ts';

/** A function call of the conversation, as its result has to name it. */
export interface KnownCall {
  readonly name: string;
  /** The id that goes on the wire; absent if the vendor gave none. */
  readonly id: string | undefined;
  /** Place among the calls of its turn. */
  readonly order: number;
}

export interface Encoding {
  readonly context: Pick<CodecContext, 'provider' | 'vendor' | 'origin'>;
  readonly dialect: GeminiDialect;
  readonly rules: GeminiRules;
  readonly warnings: WarningList;
  readonly names: ToolNames;
  /** By the unified call id. */
  readonly calls: Map<string, KnownCall>;
}
