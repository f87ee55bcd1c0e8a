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
import { collectPages, type Exchange, type HandledOperation } from '@kit/http';
import { type JsonRecord, recordOf } from '@kit/wire';
import { fileInfo, filePage, uploadForm } from './files.ts';

/** In what a vendor's files differ from OpenAI's. */
export interface FilesDialect {
  /** Purpose of an upload that names none. Default `user_data`. */
  readonly purpose?: string;
  /** Largest `limit` of one page. Default 10,000. */
  readonly maxPage?: number;
  /** The request of an upload, where it is no form (Writer: the bytes themselves). */
  readonly upload?: (request: Extract<FilesRequest, { action: 'upload' }>) => WireRequest;
  /** Last segment of the path of a file's content. Default `content`. */
  readonly contentPath?: string;
  /** The query of a page, where it is not `limit` and `after`; `after` is what `nextPage` answered. */
  readonly pageQuery?: (page: FilesPage) => Readonly<Record<string, string | undefined>>;
  /** What asks for the page behind this one, where it is not the last id. */
  readonly nextPage?: (body: JsonRecord, after: string | undefined) => string | undefined;
}

/** A page of a list that is asked for. */
export interface FilesPage {
  readonly limit: number | undefined;
  readonly after: string | undefined;
}

/** The operation `files` of a vendor that imitates OpenAI's: upload, list, get, content, delete. */
export function filesOperation(dialect: FilesDialect = {}): HandledOperation<'files'> {
  return {
    handle: (call, exchange) => answer(call, exchange, dialect),
    inspect: (call: Call<'files'>, codec) => wireRequest(call.request, codec, dialect),
  };
}

/** The first request of a verb, or a further page of a list. */
function wireRequest(
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

async function answer(call: Call<'files'>, exchange: Exchange, dialect: FilesDialect): Promise<FilesResponse> {
  const { request, context } = call;
  if (request.action === 'list') return list(call, exchange, dialect);
  const reply = await exchange.send(call, wireRequest(request, exchange.codec(call), dialect));
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
      last = await exchange.send(call, wireRequest(request, codec, dialect, after));
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
