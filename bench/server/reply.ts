// Replies as bytes, made once for each scenario: the server only writes them.
import type { Scenario } from './scenario.ts';
import { scenarioContent } from './scenario.ts';

const PIECE_BYTES = 16 * 1024;

export interface Reply {
  /** What one write sends; the first brings the head. */
  readonly writes: readonly Buffer[];
  readonly delivery: Scenario['delivery'];
}

export function replyFor(scenario: Scenario): Reply {
  const { delivery } = scenario;
  const { texts } = scenarioContent(scenario);
  if (delivery === 'complete') return { writes: [completeReply(texts.join(''))], delivery };
  const events = texts.map((text) => Buffer.from(text));
  const head = streamHead(delivery === 'slow');
  if (delivery === 'coalesced') {
    const frames = cut(Buffer.concat(events), PIECE_BYTES).map(frame);
    return { writes: [Buffer.concat([head, ...frames, lastFrame])], delivery };
  }
  const frames = events.map(frame);
  // The head comes with the first event; the last event with the end.
  const writes = frames.map((bytes, at) =>
    Buffer.concat([...(at === 0 ? [head] : []), bytes, ...(at === frames.length - 1 ? [lastFrame] : [])]),
  );
  return { writes, delivery };
}

export function refusal(status: string): Buffer {
  return Buffer.from(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}

const lastFrame = Buffer.from('0\r\n\r\n');

function streamHead(close: boolean): Buffer {
  const connection = close ? 'close' : 'keep-alive';
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\nx-request-id: req_1\r\ntransfer-encoding: chunked\r\nconnection: ${connection}\r\n\r\n`,
  );
}

function completeReply(json: string): Buffer {
  const body = Buffer.from(json);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\ncontent-length: ${body.length}\r\nconnection: keep-alive\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** One chunk of `transfer-encoding: chunked`. */
function frame(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** Cuts wherever the size says, inside events and characters too: so do networks. */
function cut(bytes: Buffer, size: number): readonly Buffer[] {
  const cuts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) cuts.push(bytes.subarray(at, at + size));
  return cuts;
}
