// What lives at the vendor: models, files, batches, health.

import type { KitError } from '../errors.ts';
import type { Job } from '../job.ts';
import type { ChatRequest, ChatResponse, VendorOptions } from './chat.ts';
import type { EmbedRequest, EmbedResponse } from './embed.ts';
import type { Model } from './models.ts';
import type { Result } from './result.ts';

export interface ModelsRequest {
  /** At most this many; all pages if absent. */
  readonly limit?: number;
  readonly vendor?: VendorOptions;
}

export interface ModelsResponse extends Result {
  readonly models: readonly Model[];
}

export type HealthRequest = { readonly model?: string };

export interface HealthResponse extends Result {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly latencyMs: number;
  readonly detail?: string;
}

/** One verb a call, so that every exchange passes through the pipeline. */
export type FilesRequest =
  | {
      readonly action: 'upload';
      readonly data: Uint8Array | AsyncIterable<Uint8Array>;
      readonly mediaType: string;
      readonly name?: string;
      /** As the vendor spells it: `batch`, `user_data`, `vision`, … */
      readonly purpose?: string;
      readonly vendor?: VendorOptions;
    }
  | { readonly action: 'list'; readonly limit?: number; readonly purpose?: string; readonly vendor?: VendorOptions }
  | { readonly action: 'get' | 'delete' | 'content'; readonly id: string; readonly vendor?: VendorOptions };

export type FilesAction = FilesRequest['action'];
export type FilesResponse = FileResponse | FileListResponse | FileDeletedResponse | FileContentResponse;

export type FilesResponseOf<A extends FilesAction> = A extends 'upload' | 'get'
  ? FileResponse
  : A extends 'list'
    ? FileListResponse
    : A extends 'delete'
      ? FileDeletedResponse
      : FileContentResponse;

export interface FileInfo {
  readonly id: string;
  readonly name?: string;
  readonly bytes?: number;
  readonly mediaType?: string;
  readonly purpose?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly expiresAt?: number;
  /** `ready` when it can be used in a request. */
  readonly status?: 'processing' | 'ready' | 'failed';
  /** Link by which requests name the file, where that is not the id. */
  readonly url?: string;
}

export interface FileResponse extends Result {
  readonly file: FileInfo;
}
export interface FileListResponse extends Result {
  readonly files: readonly FileInfo[];
}
export interface FileDeletedResponse extends Result {
  readonly id: string;
  readonly deleted: boolean;
}
export interface FileContentResponse extends Result {
  readonly data: Uint8Array;
  readonly mediaType?: string;
}

/** Start a batch, or take up one that was started before (`attach`: its job id). */
export type BatchRequest =
  | {
      readonly operation?: 'chat';
      readonly requests: readonly { readonly id: string; readonly request: ChatRequest }[];
      /** Fills in for requests without a model. */
      readonly model?: string;
      readonly metadata?: Readonly<Record<string, string>>;
      readonly vendor?: VendorOptions;
    }
  | {
      readonly operation: 'embed';
      readonly requests: readonly { readonly id: string; readonly request: EmbedRequest }[];
      readonly model?: string;
      readonly metadata?: Readonly<Record<string, string>>;
      readonly vendor?: VendorOptions;
    }
  | { readonly attach: string; readonly operation?: 'chat' | 'embed' };

/** One request's outcome. Batches settle item by item: a failed one does not fail the batch. */
export type BatchItem =
  | { readonly id: string; readonly response: ChatResponse | EmbedResponse; readonly error?: undefined }
  | { readonly id: string; readonly error: KitError; readonly response?: undefined };

export type BatchJob = Job<readonly BatchItem[]>;
