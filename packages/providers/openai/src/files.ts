// Files: one verb a call.
import {
  type Call,
  type CodecContext,
  type FilesRequest,
  type FilesResponse,
  KitError,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { collectPages, type Exchange, type HandledOperation } from '@kit/http';
import { fileInfo, filePage, uploadForm } from '@kit/transformer-openai';

export const files: HandledOperation<'files'> = {
  handle: (call, exchange) => answer(call, exchange),
  inspect: ({ request }: Call<'files'>, _codec: CodecContext) => wireRequest(request),
};

/** The first request of a verb. */
export function wireRequest(request: FilesRequest, after?: string): WireRequest {
  switch (request.action) {
    case 'upload':
      return {
        path: '/files',
        body: { type: 'form', fields: uploadForm(request, 'user_data', request.vendor?.openai) },
      };
    case 'list':
      return {
        method: 'GET',
        path: '/files',
        query: {
          purpose: request.purpose,
          limit: request.limit === undefined ? undefined : String(Math.min(request.limit, 10_000)),
          after,
        },
      };
    case 'get':
      return { method: 'GET', path: `/files/${encodeURIComponent(request.id)}` };
    case 'content':
      return { method: 'GET', path: `/files/${encodeURIComponent(request.id)}/content` };
    case 'delete':
      return { method: 'DELETE', path: `/files/${encodeURIComponent(request.id)}` };
  }
}

async function answer(call: Call<'files'>, exchange: Exchange): Promise<FilesResponse> {
  const { request, context } = call;
  if (request.action === 'list') return list(call, exchange);
  const reply = await exchange.send(call, wireRequest(request));
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

async function list(call: Call<'files'>, exchange: Exchange): Promise<FilesResponse> {
  const request = call.request as Extract<FilesRequest, { action: 'list' }>;
  let last: WireReply | undefined;
  const found = await collectPages(
    async (after) => {
      last = await exchange.send(call, wireRequest(request, after));
      const page = filePage(last.json());
      return { items: page.files, next: page.after };
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
