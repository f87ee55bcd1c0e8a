// Bodies as they go over the wire, and as they are shown.
import type { FormField, JsonValue, TransportRequest, WireBody } from '@kit/core';
import { multipart } from './multipart.ts';

export interface EncodedBody {
  readonly data: NonNullable<TransportRequest['body']>;
  readonly mediaType: string;
  /** Known length of a streamed body. */
  readonly bytes?: number;
  /** False for streams: they are sent once. */
  readonly replayable: boolean;
}

/** `boundary` makes a random one for forms. */
export function encodeBody(body: WireBody, boundary: () => string): EncodedBody {
  switch (body.type) {
    case 'json':
      return { data: JSON.stringify(body.value), mediaType: 'application/json', replayable: true };
    case 'bytes':
      return { data: body.data, mediaType: body.mediaType, replayable: true };
    case 'urlencoded':
      return {
        data: new URLSearchParams(body.fields).toString(),
        mediaType: 'application/x-www-form-urlencoded',
        replayable: true,
      };
    case 'form': {
      const { data, mediaType } = multipart(body.fields, boundary());
      return { data, mediaType, replayable: data instanceof Uint8Array };
    }
    case 'stream':
      return {
        data: body.data,
        mediaType: body.mediaType,
        ...(body.bytes !== undefined && { bytes: body.bytes }),
        replayable: false,
      };
  }
}

/** The body for a reader: JSON as its value, a form as a list of its fields with their sizes. */
export function shownBody(body: WireBody): JsonValue {
  switch (body.type) {
    case 'json':
      return body.value;
    case 'urlencoded':
      return { ...body.fields };
    case 'form':
      return body.fields.map(shownField);
    case 'bytes':
      return { mediaType: body.mediaType, bytes: body.data.length };
    case 'stream':
      return { mediaType: body.mediaType, bytes: body.bytes ?? 'streamed' };
  }
}

function shownField(field: FormField): JsonValue {
  if ('value' in field) return { name: field.name, value: field.value };
  const { name, fileName, mediaType, data } = field;
  return { name, fileName, mediaType, bytes: data instanceof Uint8Array ? data.length : 'streamed' };
}
