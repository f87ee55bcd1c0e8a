// The operation `parse`: a page or a PDF behind a link, as text.
import { KitError, type OperationDeclaration, type ParseRequest, type Transformer, type Warning } from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';
import { outputUsage } from '../usage.ts';
import { headersAndFields, jinaOptions } from '../vendor-options.ts';
import { pageOf } from './page.ts';

const formats: readonly string[] = ['markdown', 'text', 'html'];

const transformer: Transformer<'parse'> = {
  encode(request, context) {
    const warnings: Warning[] = [];
    const { format = 'markdown', pages } = request;
    if (!formats.includes(format))
      warnings.push({
        feature: 'format',
        detail: `Jina writes markdown, text or html; markdown was sent for "${format}".`,
      });
    if (pages !== undefined) warnings.push({ feature: 'pages', detail: 'Jina reads all pages; left out.' });
    const own = headersAndFields(jinaOptions(request.vendor, context));
    const word = formats.includes(format) ? format : 'markdown';
    return {
      wire: {
        headers: { 'x-return-format': word, ...own.headers },
        body: { type: 'json', value: { url: urlOf(request, context.provider), ...own.fields } },
      },
      warnings,
      state: undefined,
    };
  },
  decode(reply, _state, { provider }) {
    const page = pageOf(reply, provider);
    const url = stringOf(page.url);
    const title = stringOf(page.title);
    const usage = outputUsage(recordOf(page.usage));
    return {
      // A format other than markdown stands under its own name.
      text: stringOf(page.content) ?? stringOf(page.text) ?? stringOf(page.html) ?? '',
      ...(url !== undefined && { citations: [{ url, ...(title !== undefined && { title }) }] }),
      ...(usage && { usage }),
    };
  },
};

function urlOf({ source }: ParseRequest, provider: string): string {
  if ('url' in source) return source.url;
  throw new KitError('unsupported', 'parse: Jina reads what lies behind a link: `source` must be { url }.', {
    provider,
    field: 'source',
  });
}

export function parseOperation(baseURL: string): OperationDeclaration<'parse'> {
  return { endpoint: { path: '/', baseURL, headers: { accept: 'application/json' } }, transformer };
}
