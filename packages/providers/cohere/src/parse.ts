// Parsing of documents: pictures of pages become markdown, or blocks with their places.
import {
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type ParseRequest,
  type Transformer,
  vendorOptions,
} from '@kit/core';
import {
  arrayOf,
  formatDataUrl,
  isRecord,
  type JsonRecord,
  numberOf,
  recordOf,
  stringOf,
  warningList,
} from '@kit/wire';
import { apiWarnings } from './api-warning.ts';
import { billedUsage } from './embeddings/decode-response.ts';
import { type Draft, jsonBody } from './request-body.ts';
import { wireId } from './wire-id.ts';

const parsing: Transformer<'parse', undefined> = {
  encode(request, context) {
    const warnings = warningList();
    const { model, format = 'markdown', pages } = request;
    const known = format === 'markdown' || format === 'blocks';
    if (!known) warnings.add('format', `Cohere writes "markdown" or "blocks"; "markdown" was sent for "${format}".`);
    if (pages !== undefined) warnings.add('pages', 'Cohere reads one picture, whole; left out.');
    const body: Draft = {
      model,
      document: { type: 'image_url', image_url: imageUrl(request, context.provider) },
      output_format: known ? format : 'markdown',
      ...vendorOptions(request.vendor, context, wireId),
    };
    return {
      wire: { body: jsonBody(body) },
      warnings: warnings.warnings,
      state: undefined,
    };
  },
  decode(reply, _state, { provider }) {
    const body = recordOf(reply.json());
    if (!body || !Array.isArray(body.pages))
      throw new KitError('invalid-response', 'The reply holds no pages.', { provider });
    const rows = body.pages.filter(isRecord);
    const pages = rows.map((row, at) => ({ index: numberOf(row.index) ?? at, text: pageText(row) }));
    const usage = billedUsage(body);
    const responseId = stringOf(body.id);
    return {
      text: pages.map(({ text }) => text).join('\n\n'),
      pages,
      ...(usage && { usage }),
      // Bounding boxes, and the images that the markdown refers to.
      meta: { ...(responseId !== undefined && { responseId }), vendor: { pages: rows as JsonValue } },
      warnings: apiWarnings(reply.headers),
    };
  },
};

export const parseDeclaration: OperationDeclaration<'parse'> = {
  endpoint: { path: '/v2/parse' },
  transformer: parsing as Transformer<'parse'>,
};

function imageUrl({ source }: ParseRequest, provider: string): string {
  const isImage = source.mediaType === undefined || source.mediaType.startsWith('image/');
  if (isImage && 'url' in source) return source.url;
  if (isImage && 'data' in source) return formatDataUrl(source.mediaType, source.data);
  const message = 'parse: Cohere reads pictures: `source` must be the link or the data of an image.';
  throw new KitError('unsupported', message, { provider, field: 'source' });
}

function pageText(page: JsonRecord): string {
  const markdown = stringOf(recordOf(page.markdown)?.content);
  return markdown ?? arrayOf(page.blocks).filter(isRecord).map(blockText).filter(Boolean).join('\n\n');
}

/** Texts as they are, tables as HTML, images as the vendor describes them. */
function blockText(block: JsonRecord): string {
  const { text, table, image } = block;
  return (
    stringOf(recordOf(text)?.content) ?? stringOf(recordOf(table)?.html) ?? stringOf(recordOf(image)?.description) ?? ''
  );
}
