// Files: one verb a call. Deleting is a POST here.
import {
  type Call,
  type FileInfo,
  type FilesRequest,
  type FilesResponse,
  KitError,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { fileInfo, filePage, uploadForm } from '@kit/transformer-openai';
import { recordOf } from '@kit/wire';
import { wireId } from './wire-id.ts';

export const filesOperation: ShownOperation<'files'> = {
  handle: (call, exchange) => answer(call, exchange),
  inspect: ({ request }) => wireRequest(request),
};

export function wireRequest(request: FilesRequest): WireRequest {
  switch (request.action) {
    case 'upload':
      return {
        path: '/files',
        body: { type: 'form', fields: uploadForm(request, 'general', request.vendor?.[wireId]) },
      };
    case 'list':
      return { method: 'GET', path: '/files' };
    case 'get':
      return { method: 'GET', path: `/files/${encodeURIComponent(request.id)}` };
    case 'content':
      return contentRequest(request.id);
    case 'delete':
      return { path: `/files/${encodeURIComponent(request.id)}/delete` };
  }
}

/** Pictures are given out only to those who say so. */
export function contentRequest(id: string): WireRequest {
  return {
    method: 'GET',
    path: `/files/${encodeURIComponent(id)}/content`,
    headers: { accept: 'application/jpg, */*' },
  };
}

async function answer(call: Call<'files'>, exchange: Exchange): Promise<FilesResponse> {
  const { request, context } = call;
  const reply = await exchange.send(call, wireRequest(request));
  const known = { meta: exchange.meta(context, reply), warnings: [] };
  switch (request.action) {
    case 'upload':
    case 'get':
      return { file: fileOf(reply), ...known };
    case 'list': {
      const { purpose, limit } = request;
      const { files } = filePage(reply.json());
      // The list comes whole.
      return {
        files: files.filter((file) => purpose === undefined || file.purpose === purpose).slice(0, limit),
        ...known,
      };
    }
    case 'delete':
      return { id: request.id, deleted: recordOf(reply.json())?.deleted === true, ...known };
    case 'content': {
      const mediaType = reply.headers['content-type'];
      return { data: reply.bytes, ...(mediaType !== undefined && { mediaType }), ...known };
    }
  }
}

function fileOf(reply: WireReply): FileInfo {
  const file = fileInfo(reply.json());
  if (!file) throw new KitError('invalid-response', 'The reply holds no file.');
  return { ...file, status: file.status ?? 'ready' };
}
