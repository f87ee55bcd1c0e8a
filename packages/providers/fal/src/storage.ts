// Files for inputs: a place is asked for, and the bytes are put there.
import { KitError, type WireReply } from '@kit/core';
import type { Exchange } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';
import type { AskingCall } from './queue/queue.ts';
import type { FalSettings } from './settings.ts';

export interface StoredFile {
  readonly data: Uint8Array | AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly name?: string | undefined;
}

/** Where the bytes go needs no key: the address is secret itself. */
interface Place {
  readonly uploadURL: string;
  readonly fileURL: string;
  readonly reply: WireReply;
}

export const storagePath = '/storage/upload/initiate?storage_type=fal-cdn-v3';

/** Uploads up to 90 MB, and answers the link that inputs name it by. */
export async function store(
  { data, mediaType, name }: StoredFile,
  call: AskingCall,
  exchange: Exchange,
  settings: FalSettings,
): Promise<{ readonly fileURL: string; readonly bytes: number; readonly reply: WireReply }> {
  const bytes = data instanceof Uint8Array ? data : await collected(data);
  const { uploadURL, fileURL, reply } = await placeFor(
    { mediaType, name: name ?? nameOf(mediaType) },
    call,
    exchange,
    settings,
  );
  await exchange.send(call, { method: 'PUT', url: uploadURL, body: { type: 'bytes', data: bytes, mediaType } });
  return { fileURL, bytes: bytes.length, reply };
}

const nameOf = (mediaType: string) => `file.${mediaType.split('/')[1]?.split(';', 1)[0] ?? 'bin'}`;

async function placeFor(
  file: { readonly mediaType: string; readonly name: string },
  call: AskingCall,
  exchange: Exchange,
  { restURL }: FalSettings,
): Promise<Place> {
  const value = { content_type: file.mediaType, file_name: file.name };
  const wire = { path: storagePath, body: { type: 'json', value } } as const;
  const reply = await exchange.send(call, wire, { baseURL: restURL });
  const body = recordOf(reply.json());
  const uploadURL = stringOf(body?.upload_url);
  const fileURL = stringOf(body?.file_url);
  if (uploadURL === undefined || fileURL === undefined)
    throw new KitError('invalid-response', 'The reply names no place for the file.', { provider: exchange.provider });
  return { uploadURL, fileURL, reply };
}

/** The place wants to know how much will come. */
async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  const joined = new Uint8Array(all.reduce((bytes, piece) => bytes + piece.length, 0));
  let at = 0;
  for (const piece of all) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
