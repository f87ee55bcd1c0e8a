// Files: kept for 48 hours, named by requests by their link.
import {
  type Call,
  type FileInfo,
  type FilesRequest,
  type FilesResponse,
  KitError,
  type ResponseMeta,
  type WireReply,
} from '@kit/core';
import { collectPages, type Exchange, type HandledOperation } from '@kit/http';
import { decodeFile, encodeUploadBytes, encodeUploadStart, fileName, uploadAddress } from '@kit/transformer-gemini';
import { arrayOf, recordOf, stringOf } from '@kit/wire';

export const filesOperation: HandledOperation<'files'> = {
  handle: (call, exchange) => {
    const { request } = call;
    switch (request.action) {
      case 'upload':
        return upload(call, request, exchange);
      case 'list':
        return list(call, request, exchange);
      case 'get':
        return get(call, request.id, exchange);
      case 'delete':
        return remove(call, request.id, exchange);
      case 'content':
        return content(call, request.id, exchange);
    }
  },
  inspect: ({ request }) => {
    if (request.action === 'list') return { method: 'GET', path: '/files' };
    if (request.action === 'upload') return { method: 'POST', path: '/upload/files' };
    return { method: request.action === 'delete' ? 'DELETE' : 'GET', path: `/${fileName(request.id)}` };
  },
};

/** Two requests: the first says what will come, the second brings it to the address that the first was given. */
async function upload(
  call: Call<'files'>,
  request: Extract<FilesRequest, { action: 'upload' }>,
  exchange: Exchange,
): Promise<FilesResponse> {
  const started = await exchange.send(call, encodeUploadStart(baseOf(call, exchange), request));
  const address = uploadAddress(started);
  if (address === undefined) throw broken('The reply to the upload names no address (`x-goog-upload-url`).', exchange);
  const reply = await exchange.send(call, encodeUploadBytes(address, request));
  const warnings =
    request.purpose === undefined ? [] : [{ feature: 'purpose', detail: 'Gemini keeps files without a purpose.' }];
  return { file: fileOf(reply, exchange), meta: exchange.meta(call.context, reply), warnings };
}

const pageSize = 100;

async function list(
  call: Call<'files'>,
  { limit }: Extract<FilesRequest, { action: 'list' }>,
  exchange: Exchange,
): Promise<FilesResponse> {
  let meta: ResponseMeta = { provider: exchange.provider, timings: {}, attempts: call.context.trace.attempts };
  const files = await collectPages<FileInfo>(
    async (pageToken) => {
      const query = {
        pageSize: String(Math.min(limit ?? pageSize, pageSize)),
        ...(pageToken !== undefined && { pageToken }),
      };
      const reply = await exchange.send(call, { method: 'GET', path: '/files', query });
      meta = exchange.meta(call.context, reply);
      const body = recordOf(reply.json());
      return {
        items: arrayOf(body?.files).flatMap((file) => decodeFile(file) ?? []),
        next: stringOf(body?.nextPageToken),
      };
    },
    limit === undefined ? {} : { limit },
  );
  return { files, meta, warnings: [] };
}

async function get(call: Call<'files'>, id: string, exchange: Exchange): Promise<FilesResponse> {
  const reply = await exchange.send(call, { method: 'GET', path: `/${fileName(id)}` });
  return { file: fileOf(reply, exchange), meta: exchange.meta(call.context, reply), warnings: [] };
}

async function remove(call: Call<'files'>, id: string, exchange: Exchange): Promise<FilesResponse> {
  const reply = await exchange.send(call, { method: 'DELETE', path: `/${fileName(id)}` });
  return { id, deleted: true, meta: exchange.meta(call.context, reply), warnings: [] };
}

/** Only what the vendor made (videos, batch results) can be fetched; uploads cannot. */
async function content(call: Call<'files'>, id: string, exchange: Exchange): Promise<FilesResponse> {
  const reply = await download(call, id, exchange);
  const mediaType = reply.headers['content-type'];
  return {
    data: reply.bytes,
    ...(mediaType !== undefined && { mediaType }),
    meta: exchange.meta(call.context, reply),
    warnings: [],
  };
}

/** The bytes of a file that the vendor made. */
export function download(
  call: Pick<Call, 'operation' | 'context'>,
  id: string,
  exchange: Exchange,
): Promise<WireReply> {
  const base = baseOf(call, exchange);
  const home = /\/v\d\w*$/.test(base) ? base.replace(/\/(v\d\w*)$/, '/download/$1') : `${base}/download`;
  return exchange.send(call, {
    method: 'GET',
    url: `${home}/${fileName(id.replace(/:download\b.*$/, ''))}:download`,
    query: { alt: 'media' },
  });
}

/** Where this call goes: uploads and downloads have addresses of their own beside it. */
function baseOf({ context }: Pick<Call, 'context'>, { baseURL }: Exchange): string {
  return (context.baseURL ?? baseURL).replace(/\/+$/, '');
}

function fileOf(reply: WireReply, exchange: Exchange): FileInfo {
  const file = decodeFile(reply.json());
  if (!file) throw broken('The reply names no file.', exchange);
  return file;
}

function broken(message: string, { provider }: Exchange): KitError {
  return new KitError('invalid-response', message, { provider, operation: 'files' });
}
