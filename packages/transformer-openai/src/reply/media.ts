// Media in what OpenAI's wires tell.
import type { MediaSource } from '@kit/core';

/** Data of a `data:` URL, any other link as it is. A `data:` URL that would not be written the same way again stays one. */
export function sourceOfUrl(url: string): MediaSource {
  const [head, mediaType] = /^data:([^;,\s%A-Z]+);base64,/.exec(url) ?? [];
  if (head === undefined || mediaType === undefined || url.includes('%')) return { url };
  return { data: url.slice(head.length), mediaType };
}

const audioTypes: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', pcm16: 'audio/pcm', pcm: 'audio/pcm' };

export function audioTypeOf(format: string): string {
  return Object.hasOwn(audioTypes, format) ? (audioTypes[format] as string) : `audio/${format}`;
}
