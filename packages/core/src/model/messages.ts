// Messages and their parts: one shape for every vendor's conversation.
import type { JsonValue } from '../json.ts';
import type { VendorData } from './origin.ts';

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;
export type Role = Message['role'];

export interface SystemMessage {
  readonly role: 'system';
  readonly content: string | readonly TextPart[];
  readonly vendor?: VendorData;
}

export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly UserPart[];
  /** Name of the participant, for vendors that tell several users apart. */
  readonly name?: string;
  readonly vendor?: VendorData;
}

/** An answer, ready to be pushed onto the conversation: blocks in the vendor's order, opaque tokens included. */
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string | readonly AssistantPart[];
  readonly name?: string;
  readonly vendor?: VendorData;
}

/** Results of tool calls; several messages of one turn are grouped as the vendor wants them. */
export interface ToolMessage {
  readonly role: 'tool';
  readonly content: readonly ToolResultPart[];
  readonly vendor?: VendorData;
}

export type UserPart = TextPart | ImagePart | AudioPart | FilePart | VendorPart;
export type AssistantPart =
  | TextPart
  | ReasoningPart
  | ToolCallPart
  | HostedToolCallPart
  | ToolResultPart
  | ImagePart
  | AudioPart
  | FilePart
  | VendorPart;
export type MediaPart = ImagePart | AudioPart | FilePart;

/** Marks the end of a prefix that the vendor should cache. */
export interface CacheMark {
  /** Time to live as the vendor spells it: `'5m'`, `'1h'`, `'30m'`; its default if absent. */
  readonly ttl?: string;
}

interface PartBase {
  /** Prompt-cache mark: everything up to and including this part is a prefix worth caching. */
  readonly cache?: boolean | CacheMark;
  readonly vendor?: VendorData;
}

export interface TextPart extends PartBase {
  readonly type: 'text';
  readonly text: string;
  readonly citations?: readonly Citation[];
}

/** What the model thought, as far as the vendor shows it. Signatures and encrypted thoughts are in `vendor`. */
export interface ReasoningPart extends PartBase {
  readonly type: 'reasoning';
  readonly text: string;
}

/** Where media come from: a link, the data, or a file the provider already has. */
export type MediaSource =
  | { readonly url: string; readonly mediaType?: string }
  | { readonly data: Uint8Array | string; readonly mediaType: string }
  | { readonly fileId: string; readonly provider?: string; readonly mediaType?: string };

export interface ImagePart extends PartBase {
  readonly type: 'image';
  readonly source: MediaSource;
  /** How closely the model should look, as the vendor spells it: `auto`, `low`, `high`, `original`. */
  readonly detail?: string;
}

export interface AudioPart extends PartBase {
  readonly type: 'audio';
  readonly source: MediaSource;
  /** What is said, where the vendor tells. */
  readonly transcript?: string;
}

/** A document, a video, or any other file. */
export interface FilePart extends PartBase {
  readonly type: 'file';
  readonly source: MediaSource;
  readonly name?: string;
  /** Background for the model that is not the document itself. */
  readonly context?: string;
  /** Asks for citations into this document. */
  readonly citations?: boolean;
}

export interface ToolCallPart extends PartBase {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** The arguments as JSON text, exactly as the vendor sent them. */
  readonly arguments: string;
  /** The arguments, parsed; `undefined` when they are `invalid`. */
  readonly input?: JsonValue;
  /** Set when `arguments` is not JSON: the reason, to be sent back to the model. */
  readonly invalid?: string;
}

/** A tool that the vendor ran itself (search, code execution): not to be executed, only to be replayed. */
export interface HostedToolCallPart extends PartBase {
  readonly type: 'hosted-tool-call';
  readonly id: string;
  readonly name: string;
  readonly input?: JsonValue;
}

export interface ToolResultPart extends PartBase {
  readonly type: 'tool-result';
  readonly toolCallId: string;
  /** Some vendors need the tool's name; looked up from the call when absent. */
  readonly toolName?: string;
  readonly content: string | readonly (TextPart | MediaPart | JsonPart | VendorPart)[];
  readonly isError?: boolean;
  /** True for results of hosted tools, which stand in the assistant's message. */
  readonly hosted?: boolean;
}

/** A tool result as a JSON value, for vendors that take objects; others get its text. */
export interface JsonPart {
  readonly type: 'json';
  readonly value: JsonValue;
  readonly cache?: boolean | CacheMark;
  readonly vendor?: VendorData;
}

/** A block that has no unified meaning: kept verbatim in its place, for replay. */
export interface VendorPart {
  readonly type: 'vendor';
  readonly vendor: VendorData;
  readonly cache?: boolean | CacheMark;
}

/** A source that supports a piece of text. */
export interface Citation {
  readonly url?: string;
  readonly title?: string;
  /** The words in the source that are cited. */
  readonly quote?: string;
  /** Id of a document or file of the request or the vendor's store. */
  readonly documentId?: string;
  readonly documentIndex?: number;
  /** Where in the answer's text part: UTF-16 offsets. */
  readonly start?: number;
  readonly end?: number;
  /** Where in the source, as the vendor counts: pages, characters, blocks. */
  readonly location?: { readonly unit: 'page' | 'character' | 'block'; readonly start: number; readonly end: number };
  /** The vendor's own object. */
  readonly raw?: JsonValue;
}
