// What encoding one chat request shares.

import type { CodecContext, JsonObject } from '@kit/core';
import type { WarningList } from '@kit/wire';
import type { ConverseRules } from '../capabilities.ts';
import type { BaseModels } from '../model-id.ts';
import type { CallIds, ToolNames } from './wire-names.ts';

/** A content block: an object with one member. */
export type Block = JsonObject;

export interface Encoding {
  readonly context: CodecContext;
  readonly rules: ConverseRules;
  readonly baseModels: BaseModels | undefined;
  readonly warnings: WarningList;
  readonly tools: ToolNames;
  readonly calls: CallIds;
  /** Names of documents so far: no two may be the same. */
  readonly documents: Set<string>;
  /** Makes a cache point for a mark; undefined where there can be none (any more). */
  readonly cachePoint: (mark: boolean | { readonly ttl?: string } | undefined, feature: string) => Block | undefined;
}
