// Reading documents: POST /ocr answers markdown, page by page.
import {
  type JsonObject,
  type JsonValue,
  KitError,
  type MediaSource,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type Warning,
} from '@kit/core';
import { formatDataUrl, isRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const ocr: Transformer<'parse', undefined> = {
  encode({ model, source, pages, format, vendor }, context) {
    const warnings: Warning[] = [];
    if (format !== undefined && format !== 'markdown')
      warnings.push({ feature: 'format', detail: `Mistral writes markdown; "${format}" was left out.` });
    const value: JsonObject = {
      model: model as string,
      document: documentOf(source),
      ...(pages && { pages }),
      ...(vendorOptions(vendor, context, 'mistral') as JsonObject | undefined),
    };
    return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
  },
  decode(reply, _state, { provider }) {
    const body = recordOf(reply.json());
    if (!body || !Array.isArray(body.pages))
      throw new KitError('invalid-response', 'The reply holds no pages.', { provider });
    const rows = body.pages.filter(isRecord);
    const pages = rows.map((row, at) => ({ index: numberOf(row.index) ?? at, text: stringOf(row.markdown) ?? '' }));
    const raw = recordOf(body.usage_info);
    const read = numberOf(raw?.pages_processed);
    const model = stringOf(body.model);
    const annotation = body.document_annotation;
    return {
      text: pages.map(({ text }) => text).join('\n\n'),
      pages,
      ...(read !== undefined && { usage: { state: 'reported', units: { pages: read }, raw: raw as JsonValue } }),
      // Images, tables and boxes of the pages, and what was asked about the document.
      meta: {
        ...(model !== undefined && { model }),
        vendor: {
          pages: rows as JsonValue,
          ...(annotation !== undefined && annotation !== null && { document_annotation: annotation as JsonValue }),
        },
      },
    };
  },
};

/** Pictures are told apart from documents; by a link's name where its type is not known. */
function documentOf(source: MediaSource): JsonObject {
  if ('fileId' in source) return { type: 'file', file_id: source.fileId };
  const url = 'url' in source ? source.url : formatDataUrl(source.mediaType, source.data);
  const picture =
    source.mediaType?.startsWith('image/') ?? /^data:image\/|\.(png|jpe?g|webp|avif|gif|tiff?)([?#]|$)/i.test(url);
  return picture ? { type: 'image_url', image_url: url } : { type: 'document_url', document_url: url };
}

export const parseDeclaration: OperationDeclaration<'parse'> = {
  endpoint: { path: '/ocr' },
  transformer: ocr as Transformer<'parse'>,
};
