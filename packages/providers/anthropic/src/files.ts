// Files at the vendor's: upload, list, look up, fetch, delete.
import type { FileInfo, FilesResponse, Warning } from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { decodeFile, decodeFileDeleted, decodeFilesPage, encodeFiles } from '@kit/transformer-anthropic';
import { allPages } from './pages.ts';

type FilesCall = Parameters<HandledOperation<'files'>['handle']>[0];

export const filesOperation: HandledOperation<'files'> = {
  inspect: ({ request }) => encodeFiles(request, { warn() {} }),
  async handle(call, exchange) {
    const warnings = exchange.checked(call, warningsOf(call));
    return call.request.action === 'list' ? listed(call, exchange, warnings) : one(call, exchange, warnings);
  },
};

function warningsOf({ request }: FilesCall): Warning[] {
  const warnings: Warning[] = [];
  encodeFiles(request, { warn: (feature, detail) => void warnings.push({ feature, detail }) });
  return warnings;
}

async function listed(call: FilesCall, exchange: Exchange, warnings: Warning[]): Promise<FilesResponse> {
  const { request, context } = call;
  const limit = request.action === 'list' ? request.limit : undefined;
  const { items: files, reply } = await allPages<FileInfo>(limit, async (after) => {
    const page = await exchange.send(call, encodeFiles(request, { warn() {} }, after));
    const { files: items, after: next } = decodeFilesPage(page);
    return { items, after: next, reply: page };
  });
  return { files, meta: exchange.meta(context, reply), warnings };
}

async function one(call: FilesCall, exchange: Exchange, warnings: Warning[]): Promise<FilesResponse> {
  const { request, context } = call;
  const reply = await exchange.send(call, encodeFiles(request, { warn() {} }));
  const known = { meta: exchange.meta(context, reply), warnings };
  switch (request.action) {
    case 'content': {
      const mediaType = reply.headers['content-type'];
      return { data: reply.bytes, ...(mediaType !== undefined && { mediaType }), ...known };
    }
    case 'delete':
      return { ...decodeFileDeleted(reply, request.id), ...known };
    default:
      return { file: decodeFile(reply), ...known };
  }
}
