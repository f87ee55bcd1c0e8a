// parse: the text of a PDF that lies at Writer's.

import type { OperationDeclaration } from '@kit/core';
import {
  type CodecContext,
  KitError,
  type ParseRequest,
  type Transformer,
  vendorOptions,
  type Warning,
} from '@kit/core';
import { recordOf, stringOf } from '@kit/wire';

const transformer: Transformer<'parse', undefined> = {
  encode(request, context) {
    const { format, pages, vendor } = request;
    const warnings: Warning[] = [];
    if (pages !== undefined) warnings.push({ feature: 'pages', detail: 'Writer reads the whole file; left out.' });
    const isMarkdown = format === undefined || format === 'markdown';
    if (!isMarkdown && format !== 'text')
      warnings.push({ feature: 'format', detail: 'Writer gives text or Markdown; text was asked for.' });
    const value = { format: isMarkdown ? 'markdown' : 'text', ...vendorOptions(vendor, context, 'writer') };
    return {
      wire: {
        path: `/tools/pdf-parser/${encodeURIComponent(fileOf(request, context))}`,
        body: { type: 'json', value },
      },
      warnings,
      state: undefined,
    };
  },
  decode(reply, _, { provider }) {
    const text = stringOf(recordOf(reply.json())?.content);
    if (text === undefined) throw new KitError('invalid-response', 'The reply holds no text.', { provider });
    return { text };
  },
};

/** @throws KitError `unsupported` for anything but a file that was uploaded */
function fileOf({ source }: ParseRequest, { provider }: CodecContext): string {
  if ('fileId' in source) return source.fileId;
  const message =
    "Writer reads files that lie there: upload it with `files({ action: 'upload', … })` and name its `fileId`.";
  throw new KitError('unsupported', message, { provider, field: 'source' });
}

export const parseOperation: OperationDeclaration<'parse'> = {
  endpoint: { path: '/tools/pdf-parser' },
  transformer: transformer as Transformer<'parse'>,
};
