// Files over OpenAI's wire: one verb a call.
import {
  type Call,
  type CodecContext,
  type FilesRequest,
  type FilesResponse,
  type JsonObject,
  KitError,
  vendorOptions,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { collectPages, type Exchange } from '@kit/http';
import { recordOf } from '@kit/wire';
import { fileInfo, filePage, uploadForm } from './files.ts';
import type { FilesDialect, FilesPage } from './files-operation.ts';

/** The first request of a verb, or a further page of a list. */
export function filesRequest(
  request: FilesRequest,
  codec: CodecContext,
  { purpose = 'user_data', maxPage = 10_000, pageQuery = cursorQuery, upload, contentPath = 'content' }: FilesDialect,
  after?: string,
): WireRequest {
  switch (request.action) {
    case 'upload': {
      if (upload) return upload(request);
      const own = vendorOptions(request.vendor, codec, 'openai') as JsonObject | undefined;
      return { path: '/files', body: { type: 'form', fields: uploadForm(request, purpose, own) } };
    }
    case 'list':
      return {
        method: 'GET',
        path: '/files',
        query: {
          purpose: request.purpose,
          ...pageQuery({ limit: request.limit === undefined ? undefined : Math.min(request.limit, maxPage), after }),
        },
      };
    case 'get':
      return { method: 'GET', path: `/files/${encodeURIComponent(request.id)}` };
    case 'content':
      return { method: 'GET', path: `/files/${encodeURIComponent(request.id)}/${contentPath}` };
    case 'delete':
      return { method: 'DELETE', path: `/files/${encodeURIComponent(request.id)}` };
  }
}

const cursorQuery = ({ limit, after }: FilesPage) => ({
  limit: limit === undefined ? undefined : String(limit),
  after,
});

export async function runFiles(call: Call<'files'>, exchange: Exchange, dialect: FilesDialect): Promise<FilesResponse> {
  const { request, context } = call;
  if (request.action === 'list') return list(call, exchange, dialect);
  const reply = await exchange.send(call, filesRequest(request, exchange.codec(call), dialect));
  const known = { meta: exchange.meta(context, reply), warnings: [] };
  switch (request.action) {
    case 'upload':
    case 'get':
      return { file: fileOf(reply), ...known };
    case 'delete':
      return { id: request.id, deleted: (reply.json() as { deleted?: unknown } | null)?.deleted === true, ...known };
    case 'content': {
      const mediaType = reply.headers['content-type'];
      return { data: reply.bytes, ...(mediaType !== undefined && { mediaType }), ...known };
    }
  }
}

async function list(call: Call<'files'>, exchange: Exchange, dialect: FilesDialect): Promise<FilesResponse> {
  const request = call.request as Extract<FilesRequest, { action: 'list' }>;
  const codec = exchange.codec(call);
  let last: WireReply | undefined;
  const found = await collectPages(
    async (after) => {
      last = await exchange.send(call, filesRequest(request, codec, dialect, after));
      const body = last.json();
      const page = filePage(body);
      return { items: page.files, next: dialect.nextPage ? dialect.nextPage(recordOf(body) ?? {}, after) : page.after };
    },
    request.limit === undefined ? {} : { limit: request.limit },
  );
  return { files: found, meta: exchange.meta(call.context, last as WireReply), warnings: [] };
}

function fileOf(reply: WireReply) {
  const file = fileInfo(reply.json());
  if (!file) throw new KitError('invalid-response', 'The reply holds no file.');
  return file;
}
