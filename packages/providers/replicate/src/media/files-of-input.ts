// Files of an input are links: small ones are written into a data URL, larger ones are uploaded first.
import { type CallContext, KitError, type MediaSource, type WireBody, type WireRequest } from '@kit/core';
import type { Exchange } from '@kit/http';
import { base64ToBytes, bytesToBase64, formatDataUrl, recordOf, stringOf } from '@kit/wire';
import { followUp, pinned } from '../predictions/follow-up.ts';
import type { AskingCall } from '../predictions/run-prediction.ts';
import type { PredictionSettings } from '../predictions/settings.ts';

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

export interface Links {
  readonly linkOf: LinkOf;
  /** The call, with the key that the files belong to. */
  readonly context: CallContext;
}

/**
 * Uploads what is too large for a data URL and answers how each source is linked. Files of Replicate's own are named by
 * their id, and looked up.
 */
export async function linksOf(
  sources: readonly MediaSource[],
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<Links> {
  const links = new Map<MediaSource, string>();
  let { context } = call;
  for (const source of sources) {
    const linked = await linkOf(source, { ...call, context }, exchange, settings);
    links.set(source, linked.link);
    context = linked.context;
  }
  return { linkOf: (source) => links.get(source) ?? dataLink(source), context };
}

interface Linked {
  readonly link: string;
  readonly context: CallContext;
}

async function linkOf(
  source: MediaSource,
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<Linked> {
  const { context } = call;
  if ('fileId' in source) {
    if (source.provider !== undefined && source.provider !== exchange.provider)
      return { link: dataLink(source), context };
    const path = `/files/${encodeURIComponent(source.fileId)}`;
    return linked({ method: 'GET', path }, call, exchange, settings);
  }
  if (!('data' in source)) return { link: source.url, context };
  const data = typeof source.data === 'string' ? base64ToBytes(source.data) : source.data;
  if (!data)
    throw new KitError('invalid-request', `${call.operation}: the data of a file must be bytes or base64.`, {
      field: 'data',
    });
  if (data.length <= maxDataUrlBytes) return { link: formatDataUrl(source.mediaType, bytesToBase64(data)), context };
  return upload({ data, mediaType: source.mediaType }, call, exchange, settings);
}

export function upload(
  file: UploadedFile,
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<Linked> {
  return linked({ method: 'POST', path: '/files', body: uploadForm(file) }, call, exchange, settings);
}

async function linked(
  wire: WireRequest,
  call: AskingCall,
  exchange: Exchange,
  settings: PredictionSettings,
): Promise<Linked> {
  const { context } = call;
  const reply = await exchange.send({ ...call, context: followUp(context, settings) }, wire);
  const link = stringOf(recordOf(recordOf(reply.json())?.urls)?.get);
  if (link === undefined) throw new KitError('invalid-response', 'The file has no link.', { status: reply.status });
  return { link, context: pinned(context, settings, exchange.meta(context, reply).credential) };
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
