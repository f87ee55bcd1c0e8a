// Bodies as they go over the wire.
import type { TransportRequest, WireBody } from '@kit/core';
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
