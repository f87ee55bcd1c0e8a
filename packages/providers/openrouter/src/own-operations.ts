// Operations that only OpenRouter has: what is left on the account, and what became of an answer.
import type { FinishReason, JsonObject, Result } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** What the key and the account have left. */
    openrouterCredits: { request: CreditsRequest; result: CreditsResponse; optionalRequest: true };
    /** Usage and price of an answer that was given before, by its id (`meta.responseId`). */
    openrouterGeneration: { request: GenerationRequest; result: GenerationResponse };
  }
}

export type CreditsRequest = Readonly<Record<never, never>>;

/** Amounts in USD. */
export interface CreditsResponse extends Result {
  readonly key: {
    readonly label?: string;
    /** Absent where the key has no limit of its own. */
    readonly limit?: number;
    readonly limitRemaining?: number;
    readonly used?: number;
    readonly isFreeTier?: boolean;
    /** Everything that OpenRouter says of the key. */
    readonly raw: JsonObject;
  };
  /** The whole account's; only management keys may see it. */
  readonly account?: { readonly bought: number; readonly used: number; readonly left: number };
}

export interface GenerationRequest {
  readonly id: string;
}

export interface GenerationResponse extends Result {
  readonly finishReason?: FinishReason;
  readonly rawFinishReason?: string;
  /** Everything that OpenRouter says of the answer. */
  readonly raw: JsonObject;
}
