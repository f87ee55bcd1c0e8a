// Fields of requests that only Perplexity has: `vendor: { perplexity: { … } }`, merged into the body last.
import type { JsonValue } from '@kit/core';

export type PerplexityVendorOptions = {
  readonly web_search_options?: {
    /** How much of what was found is read. */
    readonly search_context_size?: 'low' | 'medium' | 'high';
    readonly search_type?: 'fast' | 'pro' | 'auto';
    readonly user_location?: {
      readonly country?: string;
      readonly region?: string;
      readonly city?: string;
      readonly latitude?: number;
      readonly longitude?: number;
    };
  };
  readonly search_mode?: 'web' | 'academic' | 'sec';
  /** At most 20; with a minus before them they are left out. */
  readonly search_domain_filter?: readonly string[];
  readonly search_recency_filter?: 'hour' | 'day' | 'week' | 'month' | 'year';
  /** `MM/DD/YYYY`. */
  readonly search_after_date_filter?: string;
  readonly search_before_date_filter?: string;
  readonly search_language_filter?: readonly string[];
  readonly disable_search?: boolean;
  readonly return_images?: boolean;
  readonly return_related_questions?: boolean;
  readonly stream_mode?: 'full' | 'concise';
  /** Agents: `fast-search`, `pro-search`, `deep-research`. */
  readonly preset?: string;
  readonly [field: string]: JsonValue | undefined;
};

declare module '@kit/core' {
  interface VendorOptions {
    readonly perplexity?: PerplexityVendorOptions;
  }
}
