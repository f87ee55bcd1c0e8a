// Uploaded files: the resumable upload's two steps, and the resource.
import type { FileInfo, WireReply, WireRequest } from '@kit/core';
import { type JsonRecord, numberOf, parseTimestamp, recordOf, stringOf } from '@kit/wire';

export interface Upload {
  readonly data: Uint8Array | AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly name?: string | undefined;
}

/** Announces a file; the reply names the address that takes its bytes. `baseURL` is the API's, version included. */
export function encodeUploadStart(baseURL: string, { data, mediaType, name }: Upload): WireRequest {
  return {
    method: 'POST',
    url: `${uploadBase(baseURL)}/files`,
    headers: {
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-type': mediaType,
      ...(data instanceof Uint8Array && { 'x-goog-upload-header-content-length': String(data.length) }),
    },
    body: { type: 'json', value: { file: name === undefined ? {} : { display_name: name } } },
  };
}

/** `https://host/v1beta` → `https://host/upload/v1beta` */
function uploadBase(baseURL: string): string {
  const base = baseURL.replace(/\/+$/, '');
  return /\/v\d\w*$/.test(base) ? base.replace(/\/(v\d\w*)$/, '/upload/$1') : `${base}/upload`;
}

export function uploadAddress({ headers }: WireReply): string | undefined {
  return headers['x-goog-upload-url'];
}

export function encodeUploadBytes(url: string, { data, mediaType }: Upload): WireRequest {
  return {
    method: 'POST',
    url,
    headers: { 'x-goog-upload-offset': '0', 'x-goog-upload-command': 'upload, finalize' },
    body: data instanceof Uint8Array ? { type: 'bytes', data, mediaType } : { type: 'stream', data, mediaType },
  };
}

/** `files/abc`, whether it was given so, as `abc` or as a link. */
export function fileName(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return `files/${encodeURIComponent(name)}`;
}

const states: Readonly<Record<string, FileInfo['status']>> = {
  PROCESSING: 'processing',
  ACTIVE: 'ready',
  FAILED: 'failed',
};

/** A file, bare or inside `{ file }`; undefined if the body is none. */
export function decodeFile(body: unknown): FileInfo | undefined {
  const file = recordOf(recordOf(body)?.file) ?? recordOf(body);
  const id = stringOf(file?.name);
  return file && id !== undefined ? fileInfo(file, id) : undefined;
}

function fileInfo(file: JsonRecord, id: string): FileInfo {
  const name = stringOf(file.displayName);
  const bytes = numberOf(file.sizeBytes);
  const mediaType = stringOf(file.mimeType);
  const createdAt = parseTimestamp(file.createTime);
  const expiresAt = parseTimestamp(file.expirationTime);
  const state = stringOf(file.state) ?? '';
  const status = Object.hasOwn(states, state) ? states[state] : undefined;
  const url = stringOf(file.uri);
  return {
    id,
    ...(name !== undefined && { name }),
    ...(bytes !== undefined && { bytes }),
    ...(mediaType !== undefined && { mediaType }),
    ...(createdAt !== undefined && { createdAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(status !== undefined && { status }),
    ...(url !== undefined && { url }),
  };
}
