// How a streamed body is made of events: where one ends, what it says, and how it can be said otherwise.
import { awsEventStream } from './aws-event-stream.ts';
import { lines } from './lines.ts';
import { serverSentEvents } from './server-sent-events.ts';

type Events = readonly Uint8Array[];

export interface EventFraming {
  split(body: Uint8Array): Uint8Array[];
  /** What the event says, as text. */
  data(event: Uint8Array): string;
  /** The event, saying something else. */
  withData(event: Uint8Array, data: string): Uint8Array;
  /** An event of a kind that no vendor has. */
  unknown(data: string): Uint8Array;
  /** What servers and proxies do to a stream that readers must not notice. */
  readonly harmless: Readonly<Record<string, (events: Events) => Events>>;
  /** What breaks an event in a way that readers must notice. */
  readonly harmful: Readonly<Record<string, (event: Uint8Array) => Uint8Array>>;
}

/** The framing of a content type; undefined for bodies that are no events: JSON, sound. */
export function eventFraming(contentType: string): EventFraming | undefined {
  if (contentType.startsWith('text/event-stream')) return serverSentEvents;
  if (contentType.startsWith('application/vnd.amazon.eventstream')) return awsEventStream;
  return /ndjson|jsonl|json-seq/.test(contentType) ? lines : undefined;
}
