// Files in MiniMax's own spelling: a path for each verb, ids that are numbers.
import {
  type Call,
  type FileInfo,
  type FilesRequest,
  type FilesResponse,
  type JsonObject,
  KitError,
  vendorOptions,
  type WireRequest,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { uploadForm } from '@kit/transformer-openai';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';
import type { GroupQuery } from './endpoint.ts';

export function filesOperation(query: GroupQuery): HandledOperation<'files'> {
  const asked = (request: FilesRequest, own?: JsonObject) => {
    const wire = wireRequest(request, own);
    return { ...wire, query: { ...query, ...wire.query } };
  };
  return {
    handle: (call, exchange) => answer(call, exchange, asked),
    inspect: ({ request }, codec) => asked(request, vendorOptions(request.vendor, codec, 'minimax') as JsonObject),
  };
}

function wireRequest(request: FilesRequest, own: JsonObject = {}): WireRequest {
  switch (request.action) {
    case 'upload':
      return { path: '/files/upload', body: { type: 'form', fields: uploadForm(request, 'retrieval', own) } };
    case 'list':
      return { method: 'GET', path: '/files/list', query: { purpose: request.purpose } };
    case 'get':
      return { method: 'GET', path: '/files/retrieve', query: { file_id: request.id } };
    case 'content':
      return { method: 'GET', path: '/files/retrieve_content', query: { file_id: request.id } };
    case 'delete': {
      const id = numberOf(request.id);
      return { path: '/files/delete', body: { type: 'json', value: { file_id: id ?? request.id, ...own } } };
    }
  }
}

async function answer(
  call: Call<'files'>,
  exchange: Exchange,
  asked: (request: FilesRequest, own?: JsonObject) => WireRequest,
): Promise<FilesResponse> {
  const { request, context } = call;
  const own = vendorOptions(request.vendor, exchange.codec(call), 'minimax') as JsonObject | undefined;
  const reply = await exchange.send(call, asked(request, own));
  const known = { meta: exchange.meta(context, reply), warnings: [] };
  switch (request.action) {
    case 'upload':
    case 'get': {
      const file = fileOf(recordOf(reply.json())?.file);
      if (!file) throw new KitError('invalid-response', 'The reply holds no file.', { provider: exchange.provider });
      return { file, ...known };
    }
    case 'list': {
      const files = arrayOf(recordOf(reply.json())?.files).flatMap((row) => fileOf(row) ?? []);
      return { files: request.limit === undefined ? files : files.slice(0, request.limit), ...known };
    }
    case 'content': {
      const mediaType = reply.headers['content-type'];
      return { data: reply.bytes, ...(mediaType !== undefined && { mediaType }), ...known };
    }
    case 'delete':
      // Another word than success is a failure, which was thrown.
      return { id: request.id, deleted: reply.json() !== undefined, ...known };
  }
}

function fileOf(value: unknown): FileInfo | undefined {
  const row = recordOf(value);
  const id = wordOf(row?.file_id);
  if (!row || id === undefined) return undefined;
  const name = stringOf(row.filename);
  const bytes = numberOf(row.bytes);
  const purpose = stringOf(row.purpose);
  const createdAt = numberOf(row.created_at);
  const url = stringOf(row.download_url);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(bytes !== undefined && { bytes }),
    ...(purpose !== undefined && { purpose }),
    ...(createdAt !== undefined && { createdAt: createdAt * 1000 }),
    ...(url && { url }),
  };
}

/** Ids are numbers here and texts there. */
export const wordOf = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : stringOf(value) || undefined;
