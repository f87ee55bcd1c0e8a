// What the encoders of one request share.
import type { CodecContext } from '@kit/core';
import type { CompleteDialect } from '../dialect.ts';
import type { ModelRules } from '../model-rules.ts';
import type { CacheMarks } from './cache-marks.ts';
import type { Notes } from './notes.ts';
import type { WireNames } from './wire-ids.ts';

export interface MessageScope {
  readonly context: CodecContext;
  readonly dialect: CompleteDialect;
  readonly rules: ModelRules;
  readonly notes: Notes;
  readonly tools: WireNames;
  readonly calls: WireNames;
  readonly marks: CacheMarks;
}
