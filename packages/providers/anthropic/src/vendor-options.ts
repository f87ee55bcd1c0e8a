// Request fields that only Anthropic has: `vendor: { anthropic: { … } }`.
import type { JsonValue } from '@kit/core';

/**
 * Laid over the body after it is encoded, by the names of the vendor's API reference. `thinking`, `output_config`,
 * `metadata`, `tool_choice` and `cache_control` are joined member by member; null takes away what encoding put there.
 * Fields that are in beta need their value in `betas`.
 */
export interface AnthropicVendorOptions {
  /** `anthropic-beta` values for this request, besides those of the provider. */
  readonly betas?: readonly string[];
  readonly speed?: 'standard' | 'fast';
  readonly inference_geo?: string;
  /** Code execution: a container to go on with, or `{ id, skills }`. */
  readonly container?: JsonValue;
  readonly mcp_servers?: readonly JsonValue[];
  readonly context_management?: JsonValue;
  readonly fallbacks?: JsonValue;
  readonly compaction?: JsonValue;
  readonly diagnostics?: { readonly previous_message_id: string | null };
  /** For example `{ task_budget: { type: 'tokens', total: 20000 } }`. */
  readonly output_config?: { readonly [field: string]: JsonValue | undefined };
  readonly [field: string]: JsonValue | undefined;
}

declare module '@kit/core' {
  interface VendorOptions {
    readonly anthropic?: AnthropicVendorOptions;
  }
}
