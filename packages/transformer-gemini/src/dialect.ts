// Where servers of this wire differ: the Gemini API, Vertex AI, and whoever else speaks it.
import { type GeminiRules, geminiRules } from './rules.ts';

export interface GeminiDialect {
  /**
   * What stands before a model's name in a path, without slashes at its ends. Default `models`;
   * Vertex: `publishers/google/models`. A function sees the model (tuned ones live under `endpoints`) and answers the
   * whole path of it.
   */
  readonly modelPath?: string | ((model: string) => string);
  /** What stands before a model's name inside bodies (`{ model: 'models/…' }`). Default `models/`. */
  readonly modelName?: (model: string) => string;
  /** What a model takes. Default: `geminiRules`, by the id. */
  readonly rules?: (model: string | undefined) => GeminiRules;
  /** `body`: the field `serviceTier` (Gemini API, default). A function answers headers instead (Vertex). */
  readonly serviceTier?: 'body' | ((tier: string) => Readonly<Record<string, string>>);
  /** Whether `metadata` travels as `labels` (Vertex). Default false: warned about. */
  readonly labels?: boolean;
  /**
   * How embeddings are asked for: `content` (`:embedContent` for one, `:batchEmbedContents` for several; default),
   * `predict` (Vertex's text-embedding models) or `content-config` (Vertex's newer ones: one input, options apart).
   */
  readonly embeddings?: (model: string) => 'content' | 'predict' | 'content-config';
  /** `:countTokens` takes a whole request in `generateContentRequest` (default), or its fields side by side (Vertex). */
  readonly countTokens?: 'nested' | 'flat';
  /**
   * The link by which a request names an uploaded file. Default: the Gemini API's own, wherever the requests go,
   * because it is the vendor who reads it.
   */
  readonly fileUri?: (fileId: string) => string;
}

const filesHome = 'https://generativelanguage.googleapis.com/v1beta/';

/** `/models/gemini-3-flash:generateContent` */
export function methodPath(dialect: GeminiDialect, model: string | undefined, method: string): string {
  return `/${resourcePath(dialect, model ?? '')}:${method}`;
}

function resourcePath(dialect: GeminiDialect, model: string): string {
  const { modelPath = 'models' } = dialect;
  if (typeof modelPath === 'function') return modelPath(bareModel(model));
  // `tunedModels/x` and other resource names say themselves where they are.
  if (/^(?:tunedModels|publishers|projects|endpoints)\//.test(model)) return encodePath(model);
  return `${modelPath}/${encodePath(bareModel(model))}`;
}

/** Keeps the slashes and colons of a name, escapes what would end the path. */
function encodePath(name: string): string {
  return encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%40', '@').replaceAll('%3A', ':');
}

/** The name without the `models/` that lists put before it. */
export function bareModel(model: string): string {
  return model.startsWith('models/') ? model.slice('models/'.length) : model;
}

/** The name as bodies have it. */
export function modelName(dialect: GeminiDialect, model: string | undefined): string {
  const bare = bareModel(model ?? '');
  if (dialect.modelName) return dialect.modelName(bare);
  return bare.includes('/') ? bare : `models/${bare}`;
}

export function rulesFor(dialect: GeminiDialect, model: string | undefined): GeminiRules {
  return (dialect.rules ?? geminiRules)(model);
}

export function fileUriOf(dialect: GeminiDialect, fileId: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(fileId)) return fileId;
  if (dialect.fileUri) return dialect.fileUri(fileId);
  return filesHome + (fileId.startsWith('files/') ? fileId : `files/${fileId}`);
}
