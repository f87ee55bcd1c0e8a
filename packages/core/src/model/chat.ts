// Chat: the request and the complete reply.
import type { JsonSchema, JsonValue } from '../json.ts';
import type { AssistantMessage, CacheMark, Citation, Message, ToolCallPart } from './messages.ts';
import type { Result } from './result.ts';
import type { Usage } from './usage.ts';

export interface ChatRequest {
  /** Model id as the provider spells it; an open string. The provider's or target's default if absent. */
  readonly model?: string;
  readonly messages: readonly Message[];
  /** Upper bound of generated tokens, reasoning included. */
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly stop?: string | readonly string[];
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  /** Number of answers; 1 if absent. */
  readonly n?: number;
  /** Log probabilities of the tokens: true, or how many alternatives to list. */
  readonly logprobs?: boolean | number;
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly output?: OutputFormat;
  readonly reasoning?: ReasoningOptions;
  /** Prompt caching of the request as a whole; single prefixes are marked on their parts. */
  readonly promptCache?: PromptCacheOptions;
  /** Opaque id of the end user, for the vendor's abuse detection. */
  readonly user?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** As the vendor spells it: `auto`, `default`, `flex`, `priority`, … */
  readonly serviceTier?: string;
  /** Fields that only one vendor has; the key is the provider's instance id, package id or wire id. */
  readonly vendor?: VendorOptions;
}

/** Vendor-only request fields. Providers add their typed key by declaration merging. */
export interface VendorOptions {
  readonly [key: string]: Readonly<Record<string, JsonValue | undefined>> | undefined;
}

export type Tool = FunctionTool | HostedTool;

/** A function of the caller's. */
export interface FunctionTool {
  readonly type?: 'function';
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments, an object at its root; no arguments if absent. */
  readonly parameters?: JsonSchema;
  /** Asks the vendor to hold the arguments to the schema. */
  readonly strict?: boolean;
  readonly cache?: boolean | CacheMark;
  /** Fields that only one vendor has, as on the request. */
  readonly vendor?: VendorOptions;
}

/** A tool that the vendor runs: search, code execution, file search, MCP, … */
export interface HostedTool {
  readonly type: 'hosted';
  /** As the vendor names its tool: `web_search_20250305`, `googleSearch`, `code_interpreter`. */
  readonly name: string;
  /** The vendor's own configuration of the tool. */
  readonly options?: Readonly<Record<string, JsonValue | undefined>>;
  readonly cache?: boolean | CacheMark;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

export type OutputFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema';
      readonly schema: JsonSchema;
      readonly name?: string;
      readonly description?: string;
      /** Hold the answer to the schema; true if absent. */
      readonly strict?: boolean;
    };

export interface ReasoningOptions {
  /** How hard to think: `none` switches it off where that is possible; otherwise as the vendor spells it. */
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | (string & {});
  /** Tokens to think with, for vendors that count them. */
  readonly budgetTokens?: number;
  /** Whether thoughts are shown: `auto` where the vendor can, `none` to leave them out. */
  readonly summary?: 'auto' | 'concise' | 'detailed' | 'none';
}

export interface PromptCacheOptions {
  /** Routes requests with the same prefix to the same cache. */
  readonly key?: string;
  readonly ttl?: string;
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other';

/** A complete reply. The shortcuts speak of the first choice. */
export interface ChatResponse extends Result {
  /** All text parts of the first choice, joined. */
  readonly text: string;
  /** All reasoning parts of the first choice, joined; empty if there is none. */
  readonly reasoning: string;
  /** Calls that the caller has to answer; tools run by the vendor are not among them. */
  readonly toolCalls: readonly ToolCallPart[];
  /** Ready to be pushed onto the conversation. */
  readonly message: AssistantMessage;
  readonly finishReason: FinishReason;
  /** The vendor's own word. */
  readonly rawFinishReason?: string;
  readonly citations: readonly Citation[];
  readonly choices: readonly ChatChoice[];
  readonly usage?: Usage;
}

export interface ChatChoice {
  readonly index: number;
  readonly message: AssistantMessage;
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCallPart[];
  readonly finishReason: FinishReason;
  readonly rawFinishReason?: string;
  readonly citations: readonly Citation[];
  readonly logprobs?: readonly TokenLogprob[];
}

export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly alternatives?: readonly { readonly token: string; readonly logprob: number }[];
}
