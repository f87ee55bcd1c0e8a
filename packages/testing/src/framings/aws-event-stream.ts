// The AWS event stream: binary messages. Two lengths and their checksum, headers, a payload, and a checksum of it all.
import { crc32 } from 'node:zlib';
import type { EventFraming } from './event-framing.ts';
import { bytesOf, textOf } from './text-events.ts';

const preludeBytes = 12;
const checksumBytes = 4;
const stringType = 7;

export const awsEventStream: EventFraming = {
  split(body) {
    const messages: Uint8Array[] = [];
    let at = 0;
    while (at + preludeBytes <= body.length) {
      const end = at + Math.max(viewOf(body).getUint32(at), preludeBytes + checksumBytes);
      messages.push(body.subarray(at, end));
      at = end;
    }
    if (at < body.length) messages.push(body.subarray(at));
    return messages;
  },
  data: (event) => textOf(payloadOf(event)),
  withData: (event, data) => message(headersOf(event), bytesOf(data)),
  unknown: (data) =>
    message(
      joined([stringHeader(':message-type', 'event'), stringHeader(':event-type', 'conformanceUnknown')]),
      bytesOf(data),
    ),
  harmless: {
    'headers that nobody knows, of every type': (events) =>
      events.map((event) => message(joined([headersOf(event), everyHeader]), payloadOf(event))),
  },
  harmful: {
    'a payload that is not what its checksum says': (event) => flipped(event, event.length - checksumBytes - 1),
    'a checksum that is wrong': (event) => flipped(event, event.length - 1),
    'lengths that are not what their checksum says': (event) => flipped(event, 5),
  },
};

/** One header of each of the ten types there are. */
const everyHeader = joined([
  header('x-true', 0, []),
  header('x-false', 1, []),
  header('x-byte', 2, [255]),
  header('x-short', 3, [1, 2]),
  header('x-integer', 4, [1, 2, 3, 4]),
  header('x-long', 5, [0, 1, 2, 3, 4, 5, 6, 7]),
  header('x-bytes', 6, [0, 2, 0, 255]),
  stringHeader('x-string', 'Grüße'),
  header('x-time', 8, [0, 0, 1, 154, 0, 0, 0, 0]),
  header(
    'x-uuid',
    9,
    Array.from({ length: 16 }, (_, at) => at),
  ),
]);

function message(headers: Uint8Array, payload: Uint8Array): Uint8Array {
  const length = preludeBytes + headers.length + payload.length + checksumBytes;
  const bytes = new Uint8Array(length);
  const view = viewOf(bytes);
  view.setUint32(0, length);
  view.setUint32(4, headers.length);
  view.setUint32(8, crc32(bytes.subarray(0, 8)));
  bytes.set(headers, preludeBytes);
  bytes.set(payload, preludeBytes + headers.length);
  view.setUint32(length - checksumBytes, crc32(bytes.subarray(0, length - checksumBytes)));
  return bytes;
}

function header(name: string, type: number, value: readonly number[]): Uint8Array {
  return Uint8Array.of(name.length, ...bytesOf(name), type, ...value);
}

function stringHeader(name: string, value: string): Uint8Array {
  const bytes = bytesOf(value);
  return header(name, stringType, [bytes.length >> 8, bytes.length & 255, ...bytes]);
}

const headersOf = (event: Uint8Array) => event.subarray(preludeBytes, preludeBytes + viewOf(event).getUint32(4));
const payloadOf = (event: Uint8Array) =>
  event.subarray(preludeBytes + viewOf(event).getUint32(4), event.length - checksumBytes);

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] as number) ^ 1;
  return changed;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
