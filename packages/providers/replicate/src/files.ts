// Files at Replicate: uploaded, they can be linked to from inputs for a day.
import { type FileInfo, type FilesRequest, type FilesResponse, KitError, type WireRequest } from '@kit/core';
import { collectPages, type ShownOperation } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { uploadForm } from './media/files-of-input.ts';
import { nextPage } from './next-page.ts';
import { unsupported } from './request-checks.ts';
import { replicateOptions } from './vendor-options.ts';

export const filesOperation: ShownOperation<'files'> = {
  inspect: ({ request }, codec) => encodeFiles(request, codec),
  async handle(call, exchange): Promise<FilesResponse> {
    const { request, context } = call;
    const wire = encodeFiles(request, exchange.codec(call));
    const warnings =
      (request.action === 'upload' || request.action === 'list') && request.purpose !== undefined
        ? [{ feature: 'purpose', detail: "Replicate's files have none; it was left out." }]
        : [];
    const [warning] = warnings;
    if (warning && context.strict) throw unsupported('files', warning.feature, warning.detail);
    let reply = await exchange.send(call, wire);
    switch (request.action) {
      case 'list': {
        const files = await collectPages<FileInfo>(
          async (cursor) => {
            if (cursor !== undefined) reply = await exchange.send(call, nextPage(cursor, wire));
            const page = recordOf(reply.json());
            const items = arrayOf(page?.results).filter(isRecord).flatMap(fileOf);
            return { items, next: stringOf(page?.next) };
          },
          request.limit === undefined ? {} : { limit: request.limit },
        );
        return { files, meta: exchange.meta(context, reply), warnings };
      }
      case 'delete':
        return { id: request.id, deleted: true, meta: exchange.meta(context, reply), warnings };
      default: {
        const [file] = fileOf(recordOf(reply.json()) ?? {});
        if (!file) throw new KitError('invalid-response', 'The reply holds no file.', { status: reply.status });
        return { file, meta: exchange.meta(context, reply), warnings };
      }
    }
  },
};

function encodeFiles(request: FilesRequest, keys: Parameters<typeof replicateOptions>[1]): WireRequest {
  switch (request.action) {
    case 'upload': {
      const { metadata } = replicateOptions(request.vendor, keys);
      const body = uploadForm(request, metadata === undefined ? undefined : JSON.stringify(metadata));
      return { method: 'POST', path: '/files', body };
    }
    case 'list':
      return { method: 'GET', path: '/files' };
    case 'content':
      throw unsupported('files', 'action', 'Replicate gives uploaded files only to models, by `file.url`.');
    default:
      return {
        method: request.action === 'delete' ? 'DELETE' : 'GET',
        path: `/files/${encodeURIComponent(request.id)}`,
      };
  }
}

function fileOf(row: JsonRecord): FileInfo[] {
  const id = stringOf(row.id);
  if (id === undefined) return [];
  const facts = {
    name: stringOf(row.name),
    bytes: numberOf(row.size),
    mediaType: stringOf(row.content_type),
    createdAt: parseTimestamp(row.created_at),
    expiresAt: parseTimestamp(row.expires_at),
    url: stringOf(recordOf(row.urls)?.get),
  };
  return [
    { id, ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)), status: 'ready' },
  ];
}
