// Fields of requests that only Ollama has: `vendor: { ollama: { … } }`, merged into the body last.
import type { JsonObject, JsonValue } from '@kit/core';

/** What a model is run with. Unknown names are ignored by the server, which tells only its log. */
export type OllamaModelOptions = {
  /** Tokens of context. The prompt is cut to it without a word, unless `truncate` is false. */
  readonly num_ctx?: number;
  /** Most tokens to generate; −1 without bound, −2 to fill the context. `maxTokens` says the same. */
  readonly num_predict?: number;
  readonly num_keep?: number;
  readonly num_batch?: number;
  readonly num_gpu?: number;
  readonly num_thread?: number;
  readonly min_p?: number;
  readonly typical_p?: number;
  readonly repeat_penalty?: number;
  readonly repeat_last_n?: number;
  readonly [option: string]: JsonValue | undefined;
};

export type OllamaVendorOptions = {
  /** How long the model stays loaded: `'5m'`, seconds, −1 for ever, 0 to unload it. */
  readonly keep_alive?: string | number;
  /** Merged with the options that the request's own fields become. */
  readonly options?: OllamaModelOptions;
  /** False refuses prompts that are too long instead of cutting them. */
  readonly truncate?: boolean;
  /** False ends the answer where the context is full instead of forgetting its beginning. */
  readonly shift?: boolean;
  readonly think?: boolean | 'low' | 'medium' | 'high' | 'max';
  readonly format?: 'json' | JsonObject;
  /** Completion: the system prompt, another template, or none at all. */
  readonly system?: string;
  readonly template?: string;
  readonly raw?: boolean;
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly ollama?: OllamaVendorOptions;
  }
}
