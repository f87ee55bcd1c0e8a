// `data:` URLs: media written into a URL (RFC 2397).

import { base64ToBytes, bytesToBase64 } from './base64.ts';

export interface DataUrl {
  /** Lower case, without parameters, e.g. `image/png`. `text/plain` where the URL names none. */
  readonly mediaType: string;
  /** Parameters such as `charset=utf-8`, as written, without the leading semicolon; the empty string where none. */
  readonly parameters: string;
  readonly bytes: Uint8Array;
}

/** The media type and base64 text of a `data:` URL, for wires that carry these two apart. */
export interface Base64DataUrl {
  readonly mediaType: string;
  readonly base64: string;
}

/** Whether the text is a `data:` URL, well-formed or not. */
export function isDataUrl(url: string): boolean {
  return url.slice(0, 5).toLowerCase() === 'data:';
}

/** The contents of a `data:` URL, or undefined where the text is none or its base64 is malformed. */
export function parseDataUrl(url: string): DataUrl | undefined {
  const parts = splitDataUrl(url);
  if (parts === undefined) return undefined;
  const bytes = parts.isBase64 ? base64ToBytes(percentDecodedText(parts.body)) : percentDecodedBytes(parts.body);
  if (bytes === undefined) return undefined;
  return { mediaType: parts.mediaType, parameters: parts.parameters, bytes };
}

/** Media type and base64 of a `data:` URL, without decoding the base64 where the URL already has it. */
export function dataUrlToBase64(url: string): Base64DataUrl | undefined {
  const parts = splitDataUrl(url);
  if (parts === undefined) return undefined;
  const base64 = parts.isBase64 ? percentDecodedText(parts.body) : bytesToBase64(percentDecodedBytes(parts.body));
  return { mediaType: parts.mediaType, base64 };
}

/** A `data:` URL with base64 contents. `data` is bytes, or text that already is base64. */
export function formatDataUrl(mediaType: string, data: Uint8Array | string): string {
  return `data:${mediaType};base64,${typeof data === 'string' ? data : bytesToBase64(data)}`;
}

interface DataUrlParts {
  mediaType: string;
  parameters: string;
  isBase64: boolean;
  body: string;
}

function splitDataUrl(url: string): DataUrlParts | undefined {
  if (!isDataUrl(url)) return undefined;
  const comma = url.indexOf(',');
  if (comma < 0) return undefined;
  const fields = url.slice('data:'.length, comma).split(';');
  const mediaType = fields.shift()?.trim().toLowerCase() || 'text/plain';
  const isBase64 = fields.at(-1)?.trim().toLowerCase() === 'base64';
  if (isBase64) fields.pop();
  return { mediaType, parameters: fields.join(';'), isBase64, body: url.slice(comma + 1) };
}

function percentDecodedText(body: string): string {
  // Base64 itself has no percent sign; decoding only when there is one spares a copy of the payload.
  return body.includes('%') ? new TextDecoder().decode(percentDecodedBytes(body)) : body;
}

function percentDecodedBytes(body: string): Uint8Array {
  const encoded = new TextEncoder().encode(body);
  const bytes = new Uint8Array(encoded.length);
  let length = 0;
  for (let index = 0; index < encoded.length; index++) {
    let byte = encoded[index] as number;
    if (byte === 0x25) {
      const hex = String.fromCharCode(encoded[index + 1] ?? 0, encoded[index + 2] ?? 0);
      // A percent sign that begins no escape stands for itself, as in URLs.
      if (/^[0-9a-fA-F]{2}$/.test(hex)) {
        byte = Number.parseInt(hex, 16);
        index += 2;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.slice(0, length);
}
