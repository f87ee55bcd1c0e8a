// Embeddings: OpenAI's wire with tasks by model, pictures and PDFs, packed bits, and several vectors for one input.
import {
  type Decoded,
  type EmbedRequest,
  type EmbedResponse,
  type JsonObject,
  KitError,
  type MediaPart,
  type TextPart,
  type Transformer,
  type WireReply,
} from '@kit/core';
import type { EmbedDialect } from '@kit/transformer-openai';
import { embedTransformer } from '@kit/transformer-openai/media';
import { arrayOf, bytesToBase64, dataUrlToBase64, isRecord, type JsonRecord, recordOf } from '@kit/wire';
import { embeddingTask } from '../capabilities.ts';

export const jinaEmbedTransformer: Transformer<'embed'> = {
  encode: (request, context) => openaiLike(request).encode(request, context),
  decode(reply, state, context) {
    const rows = arrayOf(recordOf(reply.json())?.data).filter(isRecord);
    // With `return_multivector` each row has a list of vectors.
    const isMulti = rows.some(({ embeddings }) => Array.isArray(embeddings));
    const decoded = openaiLike({ input: '' }).decode(isMulti ? flattened(reply, rows) : reply, state as never, context);
    return isMulti ? withCounts(decoded, rows) : decoded;
  },
};

const openaiLike = ({ model = '' }: EmbedRequest) => embedTransformer(dialectOf(model));

function dialectOf(model: string): EmbedDialect {
  return {
    encodingFormat: undefined,
    user: false,
    // A third of the bytes of numbers in decimal.
    extra: { embedding_type: 'base64' },
    numberFormat: (encoding) =>
      encoding === 'binary' || encoding === 'ubinary' ? { embedding_type: encoding } : undefined,
    inputType(inputType) {
      const task = embeddingTask(model, inputType);
      return task === undefined ? undefined : { task };
    },
    truncate: (truncate) => (truncate === 'start' ? undefined : { truncate: truncate === 'end' }),
    input: inputOf,
  };
}

/** One vector for each text, picture or PDF; nothing is embedded together. */
function inputOf(parts: readonly (TextPart | MediaPart)[]): JsonObject | undefined {
  if (parts.every(({ type }) => type === 'text')) return undefined;
  const [part, second] = parts;
  if (part === undefined || second !== undefined || part.type === 'text' || 'fileId' in part.source)
    throw new KitError(
      'unsupported',
      'embed: Jina makes one vector of each text, picture or PDF, by link or as data.',
      {
        field: 'input',
      },
    );
  const { source, type } = part;
  const kind = type === 'image' || source.mediaType?.startsWith('image/') ? 'image' : 'pdf';
  if (kind === 'pdf' && (type === 'audio' || (source.mediaType ?? 'application/pdf') !== 'application/pdf'))
    throw new KitError('unsupported', `embed: Jina embeds no ${source.mediaType ?? type}.`, { field: 'input' });
  return { [kind]: linkOrBase64(source) };
}

/** Data are plain base64 here, without `data:` before them. */
function linkOrBase64(source: Exclude<MediaPart['source'], { readonly fileId: string }>): string {
  if ('url' in source) return dataUrlToBase64(source.url)?.base64 ?? source.url;
  return typeof source.data === 'string' ? source.data : bytesToBase64(source.data);
}

/** The reply with one row for each vector. */
function flattened(reply: WireReply, rows: readonly JsonRecord[]): WireReply {
  const data = inOrder(rows).flatMap(({ embeddings }) => arrayOf(embeddings).map((embedding) => ({ embedding })));
  const body = { ...recordOf(reply.json()), data };
  const { status, headers, bytes } = reply;
  return { status, headers, bytes, text: () => reply.text(), json: () => body };
}

function withCounts(decoded: Decoded<EmbedResponse>, rows: readonly JsonRecord[]): Decoded<EmbedResponse> {
  const documents = inOrder(rows).map(({ embeddings }) => arrayOf(embeddings).length);
  return { ...decoded, meta: { ...decoded.meta, vendor: { documents } } };
}

const inOrder = (rows: readonly JsonRecord[]): JsonRecord[] =>
  rows.toSorted((one, other) => Number(one.index ?? 0) - Number(other.index ?? 0));
