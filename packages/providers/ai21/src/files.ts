// The library: documents that AI21's conversational answers read. What was put there cannot be fetched again.
import {
  type Call,
  type CodecContext,
  type FileInfo,
  type FilesRequest,
  type FilesResponse,
  type FormField,
  KitError,
  vendorOptions,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { collectPages, type Exchange, type HandledOperation } from '@kit/http';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';

const path = '/library/files';
const pageSize = 100;

export const filesOperation: HandledOperation<'files'> = {
  handle: answer,
  inspect: ({ request }, codec) => wireRequest(request, codec),
};

function wireRequest(request: FilesRequest, codec: CodecContext, offset = 0): WireRequest {
  switch (request.action) {
    case 'upload': {
      const { data, mediaType, name = 'document.txt' } = request;
      const own = Object.entries(vendorOptions(request.vendor, codec, 'ai21') ?? {});
      const fields: FormField[] = own.map(([field, value]) => ({
        name: field,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      }));
      return { path, body: { type: 'form', fields: [...fields, { name: 'file', data, fileName: name, mediaType }] } };
    }
    case 'list':
      return { method: 'GET', path, query: { limit: String(pageSize), offset: String(offset) } };
    case 'content':
      throw new KitError('unsupported', 'files: AI21 does not hand out what its library holds.', { field: 'action' });
    default:
      return { method: request.action === 'get' ? 'GET' : 'DELETE', path: `${path}/${encodeURIComponent(request.id)}` };
  }
}

async function answer(call: Call<'files'>, exchange: Exchange): Promise<FilesResponse> {
  const { request, context } = call;
  if (request.action === 'list') return list(call, exchange, request.limit);
  const reply = await exchange.send(call, wireRequest(request, exchange.codec(call)));
  const known = { meta: exchange.meta(context, reply), warnings: [] };
  if (request.action === 'delete') {
    // Nothing is told beside the status.
    if (/^\s*</.test(reply.text())) throw new KitError('invalid-response', 'The reply is a page.');
    return { id: request.id, deleted: true, ...known };
  }
  const name = request.action === 'upload' ? request.name : undefined;
  const file = fileOf(reply.json());
  if (!file) throw new KitError('invalid-response', 'The reply holds no file.');
  return { file: { ...(name !== undefined && { name }), ...file }, ...known };
}

async function list(call: Call<'files'>, exchange: Exchange, limit: number | undefined): Promise<FilesResponse> {
  const codec = exchange.codec(call);
  let last: WireReply | undefined;
  const files = await collectPages(
    async (offset = '0') => {
      last = await exchange.send(call, wireRequest(call.request, codec, Number(offset)));
      const body = last.json();
      const rows = Array.isArray(body) ? body : (recordOf(body)?.files ?? recordOf(body)?.data);
      if (!Array.isArray(rows)) throw new KitError('invalid-response', 'The reply holds no list of files.');
      const items = rows.map(fileOf).filter((file) => file !== undefined);
      return { items, next: rows.length < pageSize ? undefined : String(Number(offset) + rows.length) };
    },
    limit === undefined ? {} : { limit },
  );
  return { files, meta: exchange.meta(call.context, last as WireReply), warnings: [] };
}

function fileOf(value: unknown): FileInfo | undefined {
  const row = recordOf(value);
  const id = stringOf(row?.fileId) ?? stringOf(row?.id);
  if (!row || id === undefined) return undefined;
  const name = stringOf(row.name);
  const bytes = numberOf(row.sizeBytes);
  const mediaType = stringOf(row.fileType);
  const createdAt = Date.parse(stringOf(row.creationDate) ?? '');
  const url = stringOf(row.publicUrl);
  const status = stringOf(row.status)?.toUpperCase();
  return {
    id,
    ...(name !== undefined && { name }),
    ...(bytes !== undefined && { bytes }),
    ...(mediaType?.includes('/') && { mediaType }),
    ...(Number.isFinite(createdAt) && { createdAt }),
    ...(url && { url }),
    ...(status !== undefined && { status: stateOf(status, arrayOf(row.errorMessage).length > 0) }),
  };
}

function stateOf(status: string, hasErrors: boolean): NonNullable<FileInfo['status']> {
  if (hasErrors || status.includes('FAIL')) return 'failed';
  return status === 'PROCESSED' || status === 'UPLOADED' ? 'ready' : 'processing';
}
