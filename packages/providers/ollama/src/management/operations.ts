// Operations that only Ollama has: models are fetched, shown, thrown away, and watched while they run.
import type { JsonObject, Model, PartStream, ResponseMeta, Result, VendorOptions } from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** Downloads a model. Streamed: read it for the progress, or await `.response`. */
    pull: { request: PullRequest; result: PartStream<PullPart, PullResponse>; settled: PullResponse };
    /** What a local model is and can do. */
    show: { request: ShowRequest; result: ShowResponse };
    /** Deletes a local model. */
    delete: { request: DeleteRequest; result: DeleteResponse };
    /** The models that are loaded. */
    ps: { request: PsRequest; result: PsResponse; optionalRequest: true };
  }
}

export interface PullRequest {
  /** Name with its tag; `:latest` if it has none. */
  readonly model: string;
  /** Allows a registry without TLS. */
  readonly insecure?: boolean;
  readonly vendor?: VendorOptions;
}

export type PullPart =
  | { readonly type: 'start'; readonly model?: string; readonly meta?: ResponseMeta }
  /** A step before or after the downloads: `pulling manifest`, `verifying sha256 digest`, `writing manifest`. */
  | { readonly type: 'progress'; readonly activity: string }
  /** How far a layer is. The same layer is told again and again. */
  | DownloadPart
  | { readonly type: 'finish'; readonly meta?: ResponseMeta };

export interface DownloadPart {
  readonly type: 'download';
  /** Digest of the layer. */
  readonly digest: string;
  readonly completedBytes: number;
  /** Undefined until the server knows. */
  readonly totalBytes?: number;
}

export interface PullResponse extends Result {
  readonly model: string;
  /** Layers that were downloaded, or were there already. */
  readonly layers: readonly { readonly digest: string; readonly bytes?: number }[];
  /** Bytes of all layers whose size is known. */
  readonly bytes: number;
}

export interface ShowRequest {
  readonly model: string;
  /** Lists all tensors and tokens too. */
  readonly verbose?: boolean;
  readonly vendor?: VendorOptions;
}

export interface ShowResponse extends Result {
  /** Capabilities, context window and family, as far as the server tells. */
  readonly model: Model;
  readonly template?: string;
  readonly system?: string;
  /** Parameters of the model's file, one a line. */
  readonly parameters?: string;
  readonly license?: string;
  /** The file that the model was made of. */
  readonly modelfile?: string;
  /** The vendor's own description, whole. */
  readonly raw: JsonObject;
}

export interface DeleteRequest {
  readonly model: string;
  readonly vendor?: VendorOptions;
}

export interface DeleteResponse extends Result {
  readonly model: string;
  readonly deleted: true;
}

export type PsRequest = { readonly vendor?: VendorOptions };

export interface PsResponse extends Result {
  readonly models: readonly RunningModel[];
}

export interface RunningModel {
  readonly id: string;
  /** Memory in all, and how much of it on the graphics card. */
  readonly bytes?: number;
  readonly vramBytes?: number;
  readonly contextWindow?: number;
  /** When it is unloaded, in milliseconds since the epoch. */
  readonly expiresAt?: number;
  readonly digest?: string;
}
