// multipart/form-data (RFC 7578), as bytes where all of it is there, as a stream where a file is one.
import type { FormField } from '@kit/core';
import { joined } from '../transport/byte-queue.ts';

export interface Multipart {
  readonly mediaType: string;
  readonly data: Uint8Array | AsyncIterable<Uint8Array>;
}

/** `boundary` must not occur in the fields: give something random. */
export function multipart(fields: readonly FormField[], boundary: string): Multipart {
  const mediaType = `multipart/form-data; boundary=${boundary}`;
  const encoder = new TextEncoder();
  const pieces: (Uint8Array | AsyncIterable<Uint8Array>)[] = [];
  let text = '';
  for (const field of fields) {
    text += `--${boundary}\r\n${fieldHead(field)}\r\n\r\n`;
    if ('value' in field) text += `${field.value}\r\n`;
    else {
      pieces.push(encoder.encode(text), field.data);
      text = '\r\n';
    }
  }
  pieces.push(encoder.encode(`${text}--${boundary}--\r\n`));
  if (!pieces.every((piece) => piece instanceof Uint8Array)) return { mediaType, data: inTurn(pieces) };
  return {
    mediaType,
    data: joined(
      pieces,
      pieces.reduce((bytes, piece) => bytes + piece.length, 0),
    ),
  };
}

function fieldHead(field: FormField): string {
  const disposition = `content-disposition: form-data; name="${escaped(field.name)}"`;
  if ('value' in field) return disposition;
  return `${disposition}; filename="${escaped(field.fileName)}"\r\ncontent-type: ${field.mediaType.replace(/[\r\n]/g, ' ')}`;
}

/** As browsers do (HTML, multipart/form-data encoding algorithm): nothing may leave its quotes or its line. */
function escaped(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

async function* inTurn(
  pieces: readonly (Uint8Array | AsyncIterable<Uint8Array>)[],
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else yield* piece;
  }
}
