import { describe, expect, it } from 'vitest';
import { splitEvents } from '../answer.ts';
import { awsEventStream } from './aws-event-stream.ts';
import { type EventFraming, eventFraming } from './event-framing.ts';
import { lines } from './lines.ts';
import { serverSentEvents } from './server-sent-events.ts';
import { bytesOf, textOf } from './text-events.ts';

const joined = (events: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(events));
/** `messageStart` with `{"role":"assistant"}`, as the protocol writes it: lengths, headers, payload, checksums. */
const message = new Uint8Array(
  Buffer.from(
    '0000007600000052' +
      '96d5fade' +
      '0b3a6576656e742d7479706507000c6d6573736167655374617274' +
      '0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e' +
      '0d3a6d6573736167652d747970650700056576656e74' +
      '7b22726f6c65223a22617373697374616e74227d' +
      '6fa8c599',
    'hex',
  ),
);

describe('a framing', () => {
  it.each([
    ['text/event-stream; charset=utf-8', serverSentEvents],
    ['application/x-ndjson', lines],
    ['application/jsonl', lines],
    ['application/vnd.amazon.eventstream', awsEventStream],
    ['application/json', undefined],
    ['audio/wav', undefined],
    ['', undefined],
  ])('of %s', (contentType, framing) => {
    expect(eventFraming(contentType)).toBe(framing);
  });

  it.each<[string, EventFraming, Uint8Array]>([
    ['server-sent events', serverSentEvents, bytesOf('event: a\nid: 1\ndata: {"x":"ä"}\n\n')],
    ['JSON lines', lines, bytesOf('{"x":"ä"}\n')],
    ['an AWS event stream', awsEventStream, awsEventStream.withData(message, '{"x":"ä"}')],
  ])('of %s takes a stream apart, says what is in it, and says something else', (_, framing, event) => {
    const other = framing.withData(event, '{"x":2}');
    const body = joined([event, other, framing.unknown('{"x":3}')]);
    const events = framing.split(body);
    expect(events.map((one) => framing.data(one))).toEqual(['{"x":"ä"}', '{"x":2}', '{"x":3}']);
    expect(joined(events)).toEqual(body);
    // What a cut has left of an event is one too.
    expect(framing.split(body.subarray(0, -1))).toHaveLength(3);
  });

  it.each([
    ['server-sent events', serverSentEvents, bytesOf('data: {"x":1}\n\n')],
    ['JSON lines', lines, bytesOf('{"x":1}\n')],
    ['an AWS event stream', awsEventStream, awsEventStream.withData(message, '{"x":1}')],
  ] as const)('of %s changes what readers must not notice, and something', (_, framing, event) => {
    for (const [name, change] of Object.entries(framing.harmless)) {
      const changed = joined(change([event, event]));
      expect(changed, name).not.toEqual(joined([event, event]));
      expect(textOf(changed), name).toContain('{"x":1}');
    }
    for (const [name, harm] of Object.entries(framing.harmful)) expect(harm(event), name).not.toEqual(event);
  });
});

describe('server-sent events', () => {
  it('keep the second space of their data', () => {
    const [event] = serverSentEvents.split(bytesOf('data:  there\ndata:\n\n')) as [Uint8Array];
    expect(serverSentEvents.data(event)).toBe(' there\n');
    const spaceless = serverSentEvents.harmless['no space behind the colon, ids and retry times']?.([event]) ?? [];
    expect(serverSentEvents.data(joined(spaceless))).toBe(' there\n');
  });
});

describe('an AWS event stream', () => {
  it('is cut at the lengths that its messages tell', () => {
    expect(splitEvents(joined([message, message]), 'application/vnd.amazon.eventstream')).toEqual([message, message]);
    expect(awsEventStream.data(message)).toBe('{"role":"assistant"}');
  });
});
