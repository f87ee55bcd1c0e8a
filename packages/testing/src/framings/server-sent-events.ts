// Server-sent events: lines of fields, an empty line behind each event.
import type { EventFraming } from './event-framing.ts';
import { bytesOf, changedEvents, changedText, newline, splitAfter, textOf } from './text-events.ts';

const carriageReturn = 13;

export const serverSentEvents: EventFraming = {
  split: (body) => splitAfter(body, ends),
  data: (event) =>
    linesOf(event)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice('data:'.length).replace(/^ /, ''))
      .join('\n'),
  withData(event, data) {
    const others = linesOf(event).filter((line) => line !== '' && !line.startsWith('data'));
    return bytesOf([...others, `data: ${data}`, '', ''].join('\n'));
  },
  unknown: (data) => bytesOf(`event: conformance.unknown\ndata: ${data}\n\n`),
  harmless: {
    'lines that end with CRLF': changedText((text) => text.replaceAll('\n', '\r\n')),
    'comments between and inside of events': changedEvents(
      (event) => `: ping\n\n:\n\n: keep-alive ${'x'.repeat(100)}\n${event}`,
    ),
    'a byte order mark': changedText((text) => `\uFEFF${text}`),
    'no space behind the colon, ids and retry times': changedEvents(
      // A second space is the data's own.
      (event) => `id: 7\nretry: 3000\n${event.replaceAll(/^data: (?! )/gm, 'data:')}`,
    ),
  },
  harmful: {},
};

const linesOf = (event: Uint8Array) => textOf(event).split(/\r?\n/);

/** An event ends with an empty line; lines end with LF or CRLF. */
function ends(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== newline) return false;
  const before = bytes[at - 1] === carriageReturn ? at - 2 : at - 1;
  return bytes[before] === newline;
}
