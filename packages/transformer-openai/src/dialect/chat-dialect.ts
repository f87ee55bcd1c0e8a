// Everything in which servers of the chat completions wire differ, as data. The defaults are OpenAI's own behaviour.
import type {
  AudioPart,
  ChatRequest,
  Citation,
  Cost,
  FilePart,
  FinishReason,
  ImagePart,
  JsonObject,
  JsonValue,
  ReasoningOptions,
  Warning,
} from '@kit/core';
import type { JsonRecord } from '@kit/wire';
import type { SchemaSubset } from '@kit/wire/json-schema';
import { overlaid, perRequest } from './overlaid.ts';

/** Request fields whose name differs from server to server, or which a server or model refuses. */
export type ChatField =
  | 'maxTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'stop'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'n'
  | 'logprobs'
  | 'topLogprobs'
  | 'parallelToolCalls'
  | 'user'
  | 'metadata'
  | 'serviceTier'
  | 'promptCacheKey';

/** Unified field → name on the wire; `false` where it cannot be said (the request then gets a warning). */
export type ChatFields = Readonly<Record<ChatField, string | false>>;

/** Words of `tool_choice` that a server takes; `named` is a forced function. */
export type ToolChoiceWord = 'auto' | 'none' | 'required' | 'named';

/** How the wish to reason is written. A function writes it itself and gives the fields of the body. */
export type ReasoningRequest =
  | 'reasoning_effort' // OpenAI, Groq, Mistral, xAI
  | 'reasoning' // OpenRouter: { effort | max_tokens, exclude, enabled }
  | 'thinking' // DeepSeek, Zhipu, Moonshot: { type: enabled | disabled } beside reasoning_effort
  | 'enable_thinking' // Qwen, SiliconFlow: enable_thinking and thinking_budget
  | 'chat_template_kwargs' // vLLM, SGLang, llama.cpp: { chat_template_kwargs: { enable_thinking } }
  | false
  | ((options: ReasoningOptions, effort: string | undefined) => JsonObject);

/** Where an assistant message carries its reasoning when it is sent back. */
export type ReasoningReplay =
  | 'reasoning_content' // DeepSeek, Moonshot, Qwen, Zhipu
  | 'reasoning' // Groq, vLLM, Cerebras
  | 'reasoning_details' // OpenRouter: the array unchanged, and `reasoning`
  | 'thinking-parts' // Mistral: content parts { type: thinking, thinking: [{ type: text }] }
  | 'summary-parts' // Databricks: content parts { type: reasoning, summary: [{ text, signature }] }, where they are signed
  | 'think-tags' // GLM at Cerebras: in front of the text, between <think> and </think>
  | false;

/** What a server, or one of its models, takes and gives. */
export interface ChatFeatures {
  /** Wire id, stamped on opaque data. Compatible servers share OpenAI's. */
  readonly wire: string;
  readonly fields: ChatFields;
  /** Largest number of stop sequences; further ones are left out with a warning. DeepSeek 16, Zhipu 1. */
  readonly maxStops: number;
  /** Largest `top_logprobs`. xAI 8. */
  readonly maxTopLogprobs: number;
  /** Asks for usage at the end of a stream. `false`: Mistral, which refuses the field and sends usage anyway. */
  readonly streamUsage: 'stream_options' | false;
  /** Fields of every body: `{ safe_prompt: true }`, `{ project_id }`. What the request says wins. */
  readonly extra: JsonObject | undefined;
  /** Last word on the body, for what data cannot say: routing, wrapped requests. */
  readonly body: ((body: JsonObject, request: ChatRequest) => JsonObject) | undefined;

  // --- messages
  /** Role of system messages. OpenAI's reasoning models say `developer`; many templates know `system` alone. */
  readonly systemRole: 'system' | 'developer';
  /** Where system messages may stand; `first`: all are joined into one at the start (Perplexity, chat templates). */
  readonly systemPlace: 'anywhere' | 'first';
  /** Neighbours of one role are joined into one message (Perplexity and templates that want strict turns). */
  readonly alternating: boolean;
  /** Whether user messages may have a `name`. Groq answers 400. */
  readonly names: boolean;
  /** Text-only messages as one string instead of parts (DeepSeek's text models, older local servers). */
  readonly plainText: boolean;
  /** `content` of an assistant message that only calls tools. Workers AI and older templates want `''`. */
  readonly emptyContent: 'null' | 'empty' | 'omit';
  /** Images: links and data, data alone (llamafile), or none. */
  readonly images: 'any' | 'data' | false;
  /** Whether an image's `detail` is taken. */
  readonly imageDetail: boolean;
  /** Writes a picture the vendor's own way (one that lies at the vendor); undefined: as `images` says. */
  readonly imagePart: ((part: ImagePart) => JsonObject | undefined) | undefined;
  /** Audio parts: `{ data, format }`, or the data as a bare string (Mistral). */
  readonly audio: 'object' | 'string' | false;
  /** Writes a recording the vendor's own way (SambaNova `audio_content`); undefined: as `audio` says. */
  readonly audioPart: ((part: AudioPart) => JsonObject | undefined) | undefined;
  /** Videos as `video_url` (Qwen, OpenRouter, Moonshot, Zhipu, vLLM). */
  readonly videos: boolean;
  /** Documents as `file` parts: uploaded or inline; OpenRouter takes links in `file_data` as well. */
  readonly files: 'inline' | 'inline-or-url' | false;
  /** Writes a document the vendor's own way (Mistral `document_url`, Perplexity `file_url`); undefined: as `files` says. */
  readonly filePart: ((part: FilePart) => JsonObject | undefined) | undefined;
  /** Whether results of tools may hold media; otherwise these go into a user message behind the results. */
  readonly toolResultMedia: boolean;
  /** Whether tool messages carry the tool's `name` (Mistral). */
  readonly toolResultName: boolean;
  /** Form of tool call ids. Mistral takes nine letters and digits: foreign ids are mapped by a stable hash. */
  readonly toolCallId: ((id: string) => string) | undefined;
  /** Field that marks a last assistant message as the beginning of the answer: `prefix` (DeepSeek), `partial` (Moonshot, Qwen). */
  readonly prefillField: string | undefined;
  /** How prompt-cache marks on parts are written; OpenRouter and Anthropic models behind it: `cache_control`. */
  readonly cacheMarks: 'prompt_cache_breakpoint' | 'cache_control' | false;

  // --- tools
  /** Whether functions can be given at all. Perplexity: no. */
  readonly tools: boolean;
  /** Functions only together with effort `none`: gpt-5.6 in chat completions. */
  readonly toolsNeedNoReasoning: boolean;
  /** Longest tool name; other characters than letters, digits, `_` and `-` are replaced. `undefined`: as it is. */
  readonly maxToolName: number | undefined;
  readonly toolChoices: readonly ToolChoiceWord[];
  /** The word for `required`. Mistral `any`. */
  readonly requiredWord: string;
  /** Whether functions may be `strict`. */
  readonly strictTools: boolean;
  /** Functions without parameters: leave the field out, or send an empty object schema (pydantic-strict servers). */
  readonly emptyParameters: 'omit' | 'object';
  /** The server's JSON Schema subset for tools and output. Undefined: it takes, or ignores, any schema. */
  readonly schema: SchemaSubset | undefined;

  // --- output
  /** JSON without a schema. `schema`: LM Studio, Perplexity, which take only json_schema. */
  readonly jsonMode: 'json_object' | 'schema' | false;
  /** Whether the JSON mode is refused unless the prompt speaks of JSON: it then does (DeepSeek, Qwen). */
  readonly jsonInPrompt: boolean;
  /**
   * A schema for the answer. `value`: TGI's spelling. `json_object`: beside the JSON mode, as `schema` (llama.cpp,
   * Together). `prompt`: JSON mode where there is one, the schema told in a system message (DeepSeek, Zhipu).
   */
  readonly jsonSchema: 'json_schema' | 'value' | 'json_object' | 'prompt';
  /** Whether the schema's wrapper has `name`, `strict` and `description`. Perplexity: the schema alone. */
  readonly strictOutput: boolean;
  /** Whether a response format may stand beside functions. Groq: no. */
  readonly outputWithTools: boolean;
  /**
   * Whether calls behind text that is the JSON asked for are meant. GLM at Cerebras repeats a call that was answered
   * already: `false` leaves such calls out, with a warning.
   */
  readonly callsBehindJson: boolean;

  // --- reasoning
  readonly reasoningRequest: ReasoningRequest;
  /** Words for the effort, in rising order; undefined: any word is passed on. Empty: the model does not reason. */
  readonly reasoningEfforts: readonly string[] | undefined;
  /** Whether a budget of tokens can be said; otherwise it is turned into an effort. */
  readonly reasoningBudget: boolean;
  readonly reasoningReplay: ReasoningReplay;
  /** Assistant messages carry the reasoning field even when there is none to send (DeepSeek V4 with tools). */
  readonly reasoningReplayAlways: boolean;

  // --- replies
  /** Reasoning inside the text between tags; `startsInside`: the template has opened them already. */
  readonly thinkTags: { readonly open?: string; readonly close?: string; readonly startsInside?: boolean } | false;
  /** Finish reasons beyond the common vocabulary. */
  readonly finishReasons: Readonly<Record<string, FinishReason>> | undefined;
  /** Whether an answer was withheld though its finish reason does not say so (Qianfan's `flag`). */
  readonly isFiltered: ((choice: JsonRecord) => boolean) | undefined;
  /** Where reasoning tokens stand in the usage; `auto` decides by the vendor's own total. xAI: `beside`. */
  readonly reasoningTokens: 'auto' | 'inside' | 'beside';
  /** A body that simply ends is a complete stream; without it an end marker or a finish reason is needed. */
  readonly endsAtEof: boolean;
  /** Fields of tool calls that must come back with them: Gemini's thought signatures. */
  readonly toolCallEcho: readonly string[];
  /** Fields of messages that must come back with them. */
  readonly messageEcho: readonly string[];
  /** Sources that a message tells in fields of its own (Writer `graph_data`, `web_search_data`). */
  readonly messageCitations: ((message: JsonRecord) => readonly Citation[]) | undefined;
  /** What a reply, or a chunk of one, warns of (watsonx `system.warnings`): each thing is told once. */
  readonly replyWarnings: ((chunk: JsonRecord) => readonly Warning[]) | undefined;
  /** Fields of choices that are kept in `meta.vendor`, the last one that says something (Azure `content_filter_results`). */
  readonly choiceMeta: readonly string[];
  /** Fields beside `choices` that are kept in `meta.vendor`. */
  readonly metaFields: readonly string[];
  /** The vendor's own price of the answer (OpenRouter `usage.cost`, xAI `cost_in_usd_ticks`). */
  readonly cost: ((usage: JsonRecord, body: JsonRecord) => Cost | undefined) | undefined;
}

/** A server's differences, and those of its models: `rules` is asked with each request, unknown ids are the newest. */
export interface ChatDialect extends Partial<Omit<ChatFeatures, 'fields'>> {
  readonly path?: string;
  readonly fields?: Partial<ChatFields>;
  readonly rules?: (model: string, request: ChatRequest) => ChatRules | undefined;
}

/** What is different for one model, or one request to it. */
export type ChatRules = Partial<Omit<ChatFeatures, 'fields'>> & { readonly fields?: Partial<ChatFields> };

const openaiFields: ChatFields = {
  maxTokens: 'max_completion_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: false,
  stop: 'stop',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  n: 'n',
  logprobs: 'logprobs',
  topLogprobs: 'top_logprobs',
  parallelToolCalls: 'parallel_tool_calls',
  user: 'safety_identifier',
  metadata: 'metadata',
  serviceTier: 'service_tier',
  promptCacheKey: 'prompt_cache_key',
};

export const openaiChatFeatures: ChatFeatures = {
  wire: 'openai-chat',
  fields: openaiFields,
  maxStops: 4,
  maxTopLogprobs: 20,
  streamUsage: 'stream_options',
  extra: undefined,
  body: undefined,
  systemRole: 'system',
  systemPlace: 'anywhere',
  alternating: false,
  names: true,
  plainText: false,
  emptyContent: 'null',
  images: 'any',
  imageDetail: true,
  imagePart: undefined,
  audio: 'object',
  audioPart: undefined,
  videos: false,
  files: 'inline',
  filePart: undefined,
  toolResultMedia: false,
  toolResultName: false,
  toolCallId: undefined,
  prefillField: undefined,
  cacheMarks: 'prompt_cache_breakpoint',
  tools: true,
  toolsNeedNoReasoning: false,
  maxToolName: 64,
  toolChoices: ['auto', 'none', 'required', 'named'],
  requiredWord: 'required',
  strictTools: true,
  emptyParameters: 'omit',
  schema: undefined,
  jsonMode: 'json_object',
  jsonInPrompt: false,
  jsonSchema: 'json_schema',
  strictOutput: true,
  outputWithTools: true,
  callsBehindJson: true,
  reasoningRequest: 'reasoning_effort',
  reasoningEfforts: undefined,
  reasoningBudget: false,
  reasoningReplay: false,
  reasoningReplayAlways: false,
  thinkTags: false,
  finishReasons: undefined,
  isFiltered: undefined,
  reasoningTokens: 'auto',
  endsAtEof: false,
  toolCallEcho: ['extra_content'],
  messageEcho: ['extra_content'],
  messageCitations: undefined,
  replyWarnings: undefined,
  choiceMeta: [],
  metaFields: ['system_fingerprint', 'provider', 'prompt_filter_results', 'moderation'],
  cost: undefined,
};

/**
 * What a server takes of which nothing is known but that it imitates OpenAI: nothing that strict servers refuse, and
 * the older field names. A compatible vendor's dialect starts from here.
 */
export const compatibleChat: ChatDialect = {
  fields: { maxTokens: 'max_tokens', user: 'user', promptCacheKey: false, serviceTier: false, metadata: false },
  strictTools: false,
  emptyParameters: 'object',
  maxToolName: undefined,
  cacheMarks: false,
  files: false,
  reasoningRequest: 'reasoning_effort',
};

/** A dialect with its defaults filled in, once, and its rules kept. */
function chatFeatures(dialect: ChatDialect): ChatFeatures {
  const { path: _, rules: __, fields, ...own } = dialect;
  const features = overlaid(openaiChatFeatures, own);
  features.fields = { ...openaiFields, ...fields };
  return features;
}

/** Answers the features for each request: the dialect's, and what its rules say of the model. */
export function chatFeaturesFor(dialect: ChatDialect): (request: ChatRequest) => ChatFeatures {
  return perRequest(chatFeatures(dialect), dialect, (base, rules: ChatRules) => {
    const features = overlaid(base, rules as Partial<ChatFeatures>);
    features.fields = rules.fields ? { ...base.fields, ...rules.fields } : base.fields;
    return features;
  });
}

/** Narrowing for values on their way into a body. */
export type WireFields = { [field: string]: JsonValue | undefined };
