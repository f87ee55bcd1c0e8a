// Bodies as they are shown.
import type { FormField, JsonValue, WireBody } from '@kit/core';

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
