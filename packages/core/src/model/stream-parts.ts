// Parts of a streamed chat reply. Readers ignore types that they do not know: that rule lets the contract grow.
import type { JsonValue } from '../json.ts';
import type { Warning } from '../warnings.ts';
import type { FinishReason, TokenLogprob } from './chat.ts';
import type { Citation, MediaPart, ToolResultPart } from './messages.ts';
import type { VendorData } from './origin.ts';
import type { Cost, ResponseMeta } from './result.ts';
import type { Usage } from './usage.ts';

/**
 * `choice` (0 if absent) says which answer a part belongs to, `index` which block of that answer: parts of one type with
 * the same index form one content part. Blocks stand in the order of their first part.
 */
export type StreamPart =
  | StartPart
  | TextDelta
  | ReasoningDelta
  | ToolCallStart
  | ToolCallDelta
  | ToolCallComplete
  | HostedToolCall
  | HostedToolResult
  | CitationDelta
  | FileDelta
  | BlockEnd
  | VendorBlock
  | LogprobsDelta
  | WarningDelta
  | ProgressDelta
  | UsageDelta
  | ChoiceEnd
  | FinishPart
  | RawPart
  | ResumedPart;

interface BlockPart {
  readonly choice?: number;
  readonly index?: number;
}

/** First part of every stream: ids, model, rate limits. */
export interface StartPart {
  readonly type: 'start';
  readonly responseId?: string;
  readonly model?: string;
  /** Whole by the time a reader sees it; decoders tell what they know. */
  readonly meta?: Partial<ResponseMeta>;
}
export interface TextDelta extends BlockPart {
  readonly type: 'text';
  readonly text: string;
}
export interface ReasoningDelta extends BlockPart {
  readonly type: 'reasoning';
  readonly text: string;
}
export interface ToolCallStart extends BlockPart {
  readonly type: 'tool-call-start';
  readonly id: string;
  readonly name: string;
}
/** A piece of the arguments' JSON text. */
export interface ToolCallDelta extends BlockPart {
  readonly type: 'tool-call-delta';
  readonly id: string;
  readonly delta: string;
}
/** The whole call; what a caller acts on. */
export interface ToolCallComplete extends BlockPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly input?: JsonValue;
  readonly invalid?: string;
  readonly vendor?: VendorData;
}
export interface HostedToolCall extends BlockPart {
  readonly type: 'hosted-tool-call';
  readonly id: string;
  readonly name: string;
  readonly input?: JsonValue;
  readonly vendor?: VendorData;
}
/** Result of a tool that the vendor ran (`hosted` is always true). */
export interface HostedToolResult extends BlockPart, Omit<ToolResultPart, 'cache'> {
  readonly hosted: true;
}
export interface CitationDelta extends BlockPart {
  readonly type: 'citation';
  readonly citation: Citation;
}
/** An image, a sound or a file that the model made. */
export interface FileDelta extends BlockPart {
  readonly type: 'file';
  readonly file: MediaPart;
}
/** A block is finished; brings the opaque token that belongs to it. */
export interface BlockEnd extends BlockPart {
  readonly type: 'block-end';
  /** The block's text as the vendor states it in the end, where that differs from what it streamed. */
  readonly text?: string;
  readonly vendor?: VendorData;
}
/** A block without a unified meaning, kept for replay. */
export interface VendorBlock extends BlockPart {
  readonly type: 'vendor';
  readonly vendor: VendorData;
}
export interface LogprobsDelta extends BlockPart {
  readonly type: 'logprobs';
  readonly logprobs: readonly TokenLogprob[];
}
export interface WarningDelta {
  readonly type: 'warning';
  readonly warning: Warning;
}
/** Something is happening that is no content: a hosted tool runs, hidden thinking goes on, a place in a queue. */
export interface ProgressDelta {
  readonly type: 'progress';
  /** What: `reasoning`, `web_search`, `queue`, … */
  readonly activity: string;
  readonly detail?: JsonValue;
}
/** Usage so far; later ones replace earlier ones. */
export interface UsageDelta {
  readonly type: 'usage';
  readonly usage: Usage;
}
export interface ChoiceEnd {
  readonly type: 'choice-end';
  readonly choice?: number;
  readonly finishReason: FinishReason;
  readonly rawFinishReason?: string;
  /** Opaque data of the whole message (`AssistantMessage.vendor`). */
  readonly vendor?: VendorData;
}
/** Exactly one, the last part of a stream that completed. */
export interface FinishPart {
  readonly type: 'finish';
  readonly finishReason: FinishReason;
  readonly rawFinishReason?: string;
  readonly usage?: Usage;
  readonly cost?: Cost;
  /** Whole by the time a reader sees it; decoders tell what they know. */
  readonly meta?: Partial<ResponseMeta>;
}
/** The vendor's event, unchanged; only with the call option `raw`. */
export interface RawPart {
  readonly type: 'raw';
  readonly data: string;
}
/** The answer goes on after a break, from another attempt. */
export interface ResumedPart {
  readonly type: 'resumed';
  readonly provider: string;
  readonly model?: string;
  readonly error?: { readonly code: string; readonly message: string };
}
