// Text operations beside chat: completion of a prompt, moderation, token counts, parsing of documents.
import type { ChatRequest, FinishReason, VendorOptions } from './chat.ts';
import type { Citation, MediaSource, UserPart } from './messages.ts';
import type { Result } from './result.ts';

export interface CompleteRequest {
  readonly model?: string;
  readonly prompt: string;
  /** What follows the gap (fill in the middle). */
  readonly suffix?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stop?: string | readonly string[];
  readonly seed?: number;
  readonly n?: number;
  readonly user?: string;
  readonly vendor?: VendorOptions;
}

export interface CompleteResponse extends Result {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly rawFinishReason?: string;
  readonly choices: readonly { readonly text: string; readonly finishReason: FinishReason }[];
}

export interface ModerateRequest {
  readonly model?: string;
  /** Texts, or lists of parts for models that see images; one verdict each. */
  readonly input: string | readonly (string | readonly UserPart[])[];
  readonly vendor?: VendorOptions;
}

export interface ModerateResponse extends Result {
  readonly results: readonly ModerationResult[];
}

export interface ModerationResult {
  readonly flagged: boolean;
  readonly categories: Readonly<Record<string, boolean>>;
  /** 0…1 where the vendor gives scores. */
  readonly scores?: Readonly<Record<string, number>>;
}

export type CountTokensRequest = ChatRequest;

export interface CountTokensResponse extends Result {
  readonly inputTokens: number;
  /** True when kit estimated instead of asking the vendor. */
  readonly estimated?: boolean;
}

export interface ParseRequest {
  readonly model?: string;
  /** A document to be read (OCR), or a web page's link (reader). */
  readonly source: MediaSource;
  /** Page numbers, from 0. */
  readonly pages?: readonly number[];
  readonly format?: 'markdown' | 'text' | 'html' | (string & {});
  readonly vendor?: VendorOptions;
}

export interface ParseResponse extends Result {
  readonly text: string;
  readonly pages?: readonly { readonly index: number; readonly text: string }[];
  readonly citations?: readonly Citation[];
}
