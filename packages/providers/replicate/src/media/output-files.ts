// Files of an output: links that expire, or data URLs; in a string, a list or an object.
import type { Call } from '@kit/core';
import { type Exchange, fetchMedia } from '@kit/http';
import { base64ToBytes, dataUrlToBase64, isDataUrl, isRecord, stringOf } from '@kit/wire';

export interface OutputFile {
  readonly url?: string;
  /** Base64. */
  readonly data?: string;
  readonly mediaType?: string;
}

/** Fields in which models put their files, where the output is an object. */
const fileFields = [
  'url',
  'image',
  'images',
  'image_url',
  'audio',
  'audio_url',
  'audio_out',
  'video',
  'video_url',
  'result',
  'output',
  'outputs',
  'files',
];

export function outputFiles(output: unknown): readonly OutputFile[] {
  if (Array.isArray(output)) return output.flatMap(outputFiles);
  if (isRecord(output)) {
    const field = fileFields.find((name) => output[name] !== undefined && output[name] !== null);
    return field === undefined ? [] : outputFiles(output[field]);
  }
  const url = stringOf(output);
  if (url === undefined) return [];
  if (isDataUrl(url)) {
    const inline = dataUrlToBase64(url);
    return inline ? [{ data: inline.base64, mediaType: inline.mediaType }] : [];
  }
  if (!/^https?:\/\//i.test(url)) return [];
  const mediaType = mediaTypes[url.split(/[?#]/, 1)[0]?.split('.').at(-1)?.toLowerCase() ?? ''];
  return [{ url, ...(mediaType !== undefined && { mediaType }) }];
}

const mediaTypes: Readonly<Record<string, string | undefined>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  mp4: 'video/mp4',
  webm: 'video/webm',
};

/** The bytes of an output: decoded, or fetched. Links of the API's own host get the key, others none. */
export async function bytesOf(
  { url, data, mediaType }: OutputFile,
  call: Call,
  exchange: Exchange,
): Promise<{ readonly data: Uint8Array; readonly mediaType: string | undefined } | undefined> {
  if (data !== undefined) {
    const bytes = base64ToBytes(data);
    return bytes && { data: bytes, mediaType };
  }
  if (url === undefined) return undefined;
  if (new URL(url).origin === new URL(call.context.baseURL ?? exchange.baseURL).origin) {
    const reply = await exchange.send(call, { method: 'GET', url });
    return { data: reply.bytes, mediaType: reply.headers['content-type'] ?? mediaType };
  }
  const fetched = await fetchMedia(url, { context: call.context });
  return { data: fetched.data, mediaType: fetched.mediaType ?? mediaType };
}
