// How OpenAI's replies look on the wire: event streams with and without names.
import type { ExchangeResponse } from '@kit/testing';

/** Ids that both wires of one conversation share. */
export const model = 'gpt-6-luna';

/** `data: {…}`, as chat completions stream. */
export function dataEvents(...events: readonly (object | string)[]): ExchangeResponse {
  return eventStream(events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`));
}

/** `event: <type>` and the data with a number of its own, as responses stream. */
export function namedEvents(
  ...events: readonly { readonly type: string; readonly [field: string]: unknown }[]
): ExchangeResponse {
  return eventStream(
    events.map((event, at) => {
      const { type, ...fields } = event;
      return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: at, ...fields })}\n\n`;
    }),
  );
}

function eventStream(events: readonly string[]): ExchangeResponse {
  return { headers: { 'content-type': 'text/event-stream; charset=utf-8' }, text: events.join('') };
}
