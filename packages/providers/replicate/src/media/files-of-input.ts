// Files of an input are links: small ones are written into a data URL, larger ones are uploaded first.
import { KitError, type MediaSource, type WireBody } from '@kit/core';
import type { Exchange } from '@kit/http';
import { base64ToBytes, bytesToBase64, formatDataUrl, recordOf, stringOf } from '@kit/wire';
import type { AskingCall } from '../predictions/run-prediction.ts';

/** What Replicate recommends at most for a data URL. */
export const maxDataUrlBytes = 256 * 1024;

export type LinkOf = (source: MediaSource) => string;

export interface UploadedFile {
  readonly data: Uint8Array | AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly name?: string | undefined;
}

/** The link of a source, without asking anybody. @throws KitError `unsupported` for files of other vendors */
export function dataLink(source: MediaSource): string {
  if ('url' in source) return source.url;
  if ('data' in source) return formatDataUrl(source.mediaType, source.data);
  if (source.provider === undefined || source.provider === 'replicate') return source.fileId;
  throw new KitError('unsupported', `The file ${source.fileId} is one of ${source.provider}'s.`, { field: 'fileId' });
}

/**
 * Uploads what is too large for a data URL and answers how each source is linked.
 * Files of Replicate's own are named by their id, and looked up.
 */
export async function linksOf(sources: readonly MediaSource[], call: AskingCall, exchange: Exchange): Promise<LinkOf> {
  const links = new Map<MediaSource, string>();
  for (const source of sources) links.set(source, await linkOf(source, call, exchange));
  return (source) => links.get(source) ?? dataLink(source);
}

async function linkOf(source: MediaSource, call: AskingCall, exchange: Exchange): Promise<string> {
  if ('fileId' in source) {
    if (source.provider !== undefined && source.provider !== exchange.provider) return dataLink(source);
    return fileLink(await exchange.send(call, { method: 'GET', path: `/files/${encodeURIComponent(source.fileId)}` }));
  }
  if (!('data' in source)) return source.url;
  const data = typeof source.data === 'string' ? base64ToBytes(source.data) : source.data;
  if (!data)
    throw new KitError('invalid-request', `${call.operation}: the data of a file must be bytes or base64.`, {
      field: 'data',
    });
  if (data.length <= maxDataUrlBytes) return formatDataUrl(source.mediaType, bytesToBase64(data));
  return upload({ data, mediaType: source.mediaType }, call, exchange);
}

export async function upload(file: UploadedFile, call: AskingCall, exchange: Exchange): Promise<string> {
  return fileLink(await exchange.send(call, { method: 'POST', path: '/files', body: uploadForm(file) }));
}

export function uploadForm({ data, mediaType, name }: UploadedFile, metadata?: string): WireBody {
  const fileName = name ?? `file.${mediaType.split('/')[1]?.split(';', 1)[0] ?? 'bin'}`;
  return {
    type: 'form',
    fields: [
      { name: 'content', data, fileName, mediaType },
      ...(metadata === undefined ? [] : [{ name: 'metadata', value: metadata }]),
    ],
  };
}

function fileLink(reply: Awaited<ReturnType<Exchange['send']>>): string {
  const link = stringOf(recordOf(recordOf(reply.json())?.urls)?.get);
  if (link !== undefined) return link;
  throw new KitError('invalid-response', 'The uploaded file has no link.', { status: reply.status });
}
