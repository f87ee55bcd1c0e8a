// Reading documents: POST /document-digitization, a form with the file.
import {
  type FormField,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type ParseRequest,
  type Transformer,
  vendorOptions,
  type Warning,
} from '@kit/core';
import { arrayOf, base64ToBytes, isRecord, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

const formats: readonly string[] = ['markdown', 'html', 'text'];

const digitizing: Transformer<'parse', string> = {
  encode(request, context) {
    const { model = '', format = 'markdown', pages, vendor } = request;
    const warnings: Warning[] = [];
    if (!formats.includes(format))
      warnings.push({ feature: 'format', detail: `Upstage writes markdown, HTML or text; markdown for "${format}".` });
    if (pages) warnings.push({ feature: 'pages', detail: 'Upstage reads whole documents; left out.' });
    const sent = formats.includes(format) ? format : 'markdown';
    const own = Object.entries(vendorOptions(vendor, context, 'upstage') ?? {});
    const fields: FormField[] = [
      { name: 'model', value: model },
      { name: 'output_formats', value: JSON.stringify([sent]) },
      ...own.map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) })),
      documentOf(request),
    ];
    return { wire: { body: { type: 'form', fields } }, warnings, state: sent };
  },
  decode(reply, format, { provider }) {
    const body = recordOf(reply.json());
    const rows = arrayOf(body?.elements).filter(isRecord);
    const content = recordOf(body?.content);
    // OCR answers one text, and pages.
    const text = stringOf(content?.[format]) ?? stringOf(content?.text) ?? stringOf(body?.text);
    if (!body || text === undefined) throw new KitError('invalid-response', 'The reply holds no text.', { provider });
    const pages = pagesOf(rows, arrayOf(body.pages).filter(isRecord), format);
    const raw = recordOf(body.usage);
    const read = numberOf(raw?.pages) ?? numberOf(body.numBilledPages);
    const model = stringOf(body.model);
    return {
      text,
      ...(pages.length > 0 && { pages }),
      ...(read !== undefined && {
        usage: { state: 'reported', units: { pages: read }, ...(raw && { raw: raw as JsonValue }) },
      }),
      // Places on the page, categories, and what was asked for as base64.
      meta: {
        ...(model !== undefined && { model }),
        ...(rows.length > 0 && { vendor: { elements: rows as JsonValue } }),
      },
    };
  },
};

function documentOf({ source }: ParseRequest): FormField {
  if (!('data' in source))
    throw new KitError('unsupported', 'parse: Upstage reads documents that are sent: `source` must be data.', {
      field: 'source',
    });
  const { data, mediaType } = source;
  const bytes = typeof data === 'string' ? base64ToBytes(data) : data;
  if (!bytes) throw new KitError('invalid-request', 'parse: `source.data` is not base64.', { field: 'source.data' });
  const extension = mediaType.split('/')[1]?.replace(/[^a-z0-9].*$/i, '') ?? 'bin';
  return { name: 'document', data: bytes, fileName: `document.${extension}`, mediaType };
}

/** Elements stand in their order; pages are counted from 1 there, from 0 here. */
function pagesOf(
  elements: readonly JsonRecord[],
  whole: readonly JsonRecord[],
  format: string,
): { readonly index: number; readonly text: string }[] {
  const texts = new Map<number, string[]>();
  for (const { page, content } of elements) {
    const index = (numberOf(page) ?? 1) - 1;
    const text = stringOf(recordOf(content)?.[format]) ?? '';
    texts.set(index, [...(texts.get(index) ?? []), text]);
  }
  if (texts.size === 0)
    return whole.map(({ id, text }, at) => ({ index: numberOf(id) ?? at, text: stringOf(text) ?? '' }));
  return [...texts].map(([index, parts]) => ({ index, text: parts.filter((part) => part !== '').join('\n\n') }));
}

export const parseDeclaration: OperationDeclaration<'parse'> = {
  endpoint: { path: '/document-digitization' },
  transformer: digitizing as Transformer<'parse'>,
};
