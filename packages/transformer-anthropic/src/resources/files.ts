// `/files`: upload, list, look up, fetch, delete.
import { type FileInfo, type FilesRequest, KitError, type WireReply, type WireRequest } from '@kit/core';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import type { Notes } from '../messages/notes.ts';

export interface FilesPage {
  readonly files: readonly FileInfo[];
  /** Cursor of the next page; absent on the last one. */
  readonly after?: string;
}

const largestPage = 1000;

/** One request; `after` is the cursor of a list's page before. */
export function encodeFiles(request: FilesRequest, notes: Pick<Notes, 'warn'>, after?: string): WireRequest {
  switch (request.action) {
    case 'upload': {
      const { data, mediaType, name = 'file', purpose } = request;
      if (purpose !== undefined) notes.warn('purpose', 'Files have no purpose here; it was left out.');
      return { path: '/files', body: { type: 'form', fields: [{ name: 'file', data, fileName: name, mediaType }] } };
    }
    case 'list': {
      if (request.purpose !== undefined) notes.warn('purpose', 'Files have no purpose here; all were listed.');
      const size = Math.max(1, Math.min(request.limit ?? largestPage, largestPage));
      return { method: 'GET', path: '/files', query: { limit: String(size), after_id: after } };
    }
    case 'get':
      return { method: 'GET', path: `/files/${encodeURIComponent(request.id)}` };
    case 'content':
      return { method: 'GET', path: `/files/${encodeURIComponent(request.id)}/content` };
    case 'delete':
      return { method: 'DELETE', path: `/files/${encodeURIComponent(request.id)}` };
  }
}

/** @throws KitError `invalid-response` for a reply without an id. */
export function decodeFile(reply: WireReply): FileInfo {
  const file = fileInfo(recordOf(reply.json()) ?? {});
  if (!file) throw new KitError('invalid-response', 'The reply names no file.');
  return file;
}

export function decodeFilesPage(reply: WireReply): FilesPage {
  const page = recordOf(reply.json());
  const files = arrayOf(page?.data)
    .filter(isRecord)
    .map(fileInfo)
    .filter((file) => file !== undefined);
  const last = stringOf(page?.last_id) ?? files.at(-1)?.id;
  return { files, ...(page?.has_more === true && last !== undefined && { after: last }) };
}

/** Deleting answers the id and `file_deleted`. */
export function decodeFileDeleted(reply: WireReply, id: string): { readonly id: string; readonly deleted: boolean } {
  const body = recordOf(reply.json());
  return { id: stringOf(body?.id) ?? id, deleted: body?.type === 'file_deleted' || body?.deleted === true };
}

function fileInfo(row: JsonRecord): FileInfo | undefined {
  const id = stringOf(row.id);
  if (id === undefined) return undefined;
  const name = stringOf(row.filename);
  const bytes = numberOf(row.size_bytes);
  const mediaType = stringOf(row.mime_type);
  const createdAt = parseTimestamp(row.created_at);
  const expiresAt = parseTimestamp(row.expires_at);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(bytes !== undefined && { bytes }),
    ...(mediaType !== undefined && { mediaType }),
    ...(createdAt !== undefined && { createdAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    status: 'ready',
  };
}
