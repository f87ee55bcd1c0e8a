// What manifests of different vendors ask alike: a tool, a picture, a schema; and replies that stream events.
import type { ExchangeResponse } from '../exchange.ts';

/** A tool that every vendor's schema rules take. */
export const sampleTool = {
  name: 'clock',
  description: 'Tells the time.',
  parameters: {
    type: 'object',
    properties: { zone: { type: 'string' } },
    required: ['zone'],
    additionalProperties: false,
  },
} as const;

/** One pixel, a PNG in base64. */
export const samplePicture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A schema of an answer; strict vendors take it as it is. */
export const sampleSchema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;

/** A reply of server-sent events: objects as JSON, strings as they are (`[DONE]`). */
export function sseReply(...events: readonly (object | string)[]): ExchangeResponse {
  return {
    headers: { 'content-type': 'text/event-stream' },
    text: events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join(''),
  };
}

/** A reply of JSON lines. */
export function jsonLinesReply(...events: readonly object[]): ExchangeResponse {
  return {
    headers: { 'content-type': 'application/x-ndjson' },
    text: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  };
}
