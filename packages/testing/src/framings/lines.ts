// JSON lines: every line is an event.
import type { EventFraming } from './event-framing.ts';
import { bytesOf, changedEvents, changedText, newline, splitAfter, textOf } from './text-events.ts';

export const lines: EventFraming = {
  split: (body) => splitAfter(body, (bytes, at) => bytes[at] === newline),
  data: (event) => textOf(event).trim(),
  withData: (_event, data) => bytesOf(`${data}\n`),
  unknown: (data) => bytesOf(`${data}\n`),
  harmless: {
    'lines that end with CRLF': changedText((text) => text.replaceAll('\n', '\r\n')),
    'empty lines between events': changedEvents((event) => `\n${event}\n`),
    'a byte order mark': changedText((text) => `\uFEFF${text}`),
    'no end of the last line': changedText((text) => text.trimEnd()),
  },
  harmful: {},
};
