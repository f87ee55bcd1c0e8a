// What is learned of a server while it is used, as the last layer of its dialect.
import type { ChatRequest } from '@kit/core';
import { type ChatRules, compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';

/** Remembered by the provider, asked with each request. */
export interface Learned {
  /** `stream_options` was refused. */
  noStreamOptions: boolean;
}

/** The dialect with what was learned of its server. */
export function learning(dialect: OpenaiDialect, learned: Learned): OpenaiDialect {
  const rules = (_model: string, _request: ChatRequest): ChatRules | undefined =>
    learned.noStreamOptions ? { streamUsage: false } : undefined;
  return compatibleDialect(dialect, { chat: { rules } });
}
