// Operations that only Jina has: the web as text, chunks of texts, classification without training.
import type { Result, VendorOptions } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** A page as text, with what `parse` cannot say: its links and pictures, how it is loaded, what of it is wanted. */
    jinaRead: { request: JinaReadRequest; result: JinaReadResponse };
    /** Searches the web; each result comes with its page as text. */
    jinaSearch: { request: JinaSearchRequest; result: JinaSearchResponse };
    /** Counts the tokens of a text, and cuts it into chunks. */
    jinaSegment: { request: JinaSegmentRequest; result: JinaSegmentResponse };
    /** Sorts texts and pictures under labels. */
    jinaClassify: { request: JinaClassifyRequest; result: JinaClassifyResponse };
  }
}

export interface JinaReadRequest {
  readonly url: string;
  /** Default `markdown`. */
  readonly format?: 'markdown' | 'html' | 'text' | 'screenshot' | 'pageshot';
  readonly engine?: 'browser' | 'direct' | 'cf-browser-rendering';
  /** How long the page may take. */
  readonly timeoutSeconds?: number;
  /** CSS selectors: what is read, what is waited for, what is left out. */
  readonly targetSelector?: string;
  readonly waitForSelector?: string;
  readonly removeSelector?: string;
  /** Lists the links, the pictures of the page. */
  readonly links?: boolean;
  readonly images?: boolean;
  /** Describes pictures that have no words of their own. */
  readonly describeImages?: boolean;
  /** Reads the page anew. */
  readonly noCache?: boolean;
  /** Fails if the page has more tokens. */
  readonly tokenBudget?: number;
  readonly locale?: string;
  readonly vendor?: VendorOptions;
}

export interface JinaReadResponse extends Result {
  readonly text: string;
  readonly url?: string;
  readonly title?: string;
  readonly description?: string;
  /** Texts and addresses. */
  readonly links?: Readonly<Record<string, string>>;
  readonly images?: Readonly<Record<string, string>>;
  /** Of the formats `screenshot` and `pageshot`. */
  readonly screenshotURL?: string;
}

export interface JinaSearchRequest {
  readonly query: string;
  readonly limit?: number;
  /** From 1. */
  readonly page?: number;
  /** Only at this site. */
  readonly site?: string;
  /** `de` */
  readonly country?: string;
  /** `de` */
  readonly language?: string;
  /** A place's name, from where is searched. */
  readonly location?: string;
  /** The pages as text. Default true. */
  readonly content?: boolean;
  readonly vendor?: VendorOptions;
}

export interface JinaSearchResponse extends Result {
  readonly results: readonly JinaSearchResult[];
}

export interface JinaSearchResult {
  readonly url: string;
  readonly title?: string;
  readonly description?: string;
  readonly text?: string;
  readonly tokens?: number;
}

export interface JinaSegmentRequest {
  /** At most 64,000 characters. */
  readonly text: string;
  /** Default `cl100k_base`. */
  readonly tokenizer?: 'cl100k_base' | 'o200k_base' | 'p50k_base' | 'r50k_base' | 'p50k_edit' | 'gpt2' | (string & {});
  readonly chunks?: boolean;
  readonly tokens?: boolean;
  /** Characters of a chunk. Default 1,000. */
  readonly maxChunkLength?: number;
  /** The first, or the last so many tokens alone. */
  readonly head?: number;
  readonly tail?: number;
  readonly vendor?: VendorOptions;
}

export interface JinaSegmentResponse extends Result {
  readonly tokenCount: number;
  readonly tokenizer?: string;
  readonly chunks?: readonly string[];
  /** Where each chunk begins and ends. */
  readonly positions?: readonly (readonly number[])[];
  /** By chunk, as the vendor writes them: a piece of text and its numbers. */
  readonly tokens?: readonly unknown[];
}

export interface JinaClassifyRequest {
  readonly model?: string;
  /** One that was trained, instead of `model` and `labels`. */
  readonly classifierId?: string;
  readonly input: readonly (string | { readonly text: string } | { readonly image: string })[];
  readonly labels?: readonly string[];
  readonly vendor?: VendorOptions;
}

export interface JinaClassifyResponse extends Result {
  /** One for each input, in the order of the inputs. */
  readonly results: readonly JinaClassification[];
}

export interface JinaClassification {
  readonly label: string;
  readonly score: number;
  /** Of all labels. */
  readonly scores: Readonly<Record<string, number>>;
}
