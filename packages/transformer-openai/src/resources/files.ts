// Files as OpenAI's wire writes them: rows, lists, and the form of an upload.
import type { FileInfo, FilesRequest, FormField, JsonObject } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { fileNameFor } from '../request/media.ts';

type Upload = Extract<FilesRequest, { action: 'upload' }>;

/** The form of POST /files. `own` are fields that only this vendor has (`expires_after[seconds]`). */
export function uploadForm(
  { data, mediaType, name, purpose }: Upload,
  defaultPurpose: string,
  own: JsonObject = {},
): FormField[] {
  const fields: FormField[] = [{ name: 'purpose', value: purpose ?? defaultPurpose }];
  for (const [field, value] of Object.entries(own)) {
    if (value !== undefined)
      fields.push({ name: field, value: typeof value === 'string' ? value : JSON.stringify(value) });
  }
  fields.push({ name: 'file', data, fileName: name ?? fileNameFor(mediaType), mediaType });
  return fields;
}

/** One row of GET /files. */
export function fileInfo(value: unknown): FileInfo | undefined {
  const row = recordOf(value);
  const id = stringOf(row?.id);
  if (!row || id === undefined) return undefined;
  const bytes = numberOf(row.bytes) ?? numberOf(row.size_bytes);
  const name = stringOf(row.filename) ?? stringOf(row.name);
  const purpose = stringOf(row.purpose);
  const createdAt = seconds(row.created_at);
  const expiresAt = seconds(row.expires_at);
  const status = fileStatus(row);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(bytes !== undefined && { bytes }),
    ...(purpose !== undefined && { purpose }),
    ...(createdAt !== undefined && { createdAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(status && { status }),
  };
}

/** A page of files and where the next one begins. */
export function filePage(body: unknown): { readonly files: FileInfo[]; readonly after: string | undefined } {
  const page = recordOf(body);
  const files = arrayOf(page?.data)
    .map(fileInfo)
    .filter((file) => file !== undefined);
  const after = page?.has_more === true ? (stringOf(page.last_id) ?? files.at(-1)?.id) : undefined;
  return { files, after };
}

function fileStatus({ status }: JsonRecord): FileInfo['status'] {
  if (status === 'processed' || status === 'uploaded' || status === 'completed') return 'ready';
  if (status === 'error' || status === 'failed') return 'failed';
  return typeof status === 'string' ? 'processing' : undefined;
}

/** Seconds since the epoch, or a date (Writer). */
const seconds = (value: unknown) => {
  const number = numberOf(value);
  return number === undefined ? parseTimestamp(value) : number * 1000;
};
