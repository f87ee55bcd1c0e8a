// @kit/wire/events: bytes of a streamed reply → events.

export { EventDecoding, type EventDecodingOptions } from './event-decoding.ts';
export { defaultMaxEventBytes, type EmitEvent, type EmitJson, type Framing, type FramingOptions } from './framing.ts';
export { type FramingKind, framingFor } from './framing-for.ts';
export { FramingLimitError } from './framing-limit-error.ts';
export { jsonArrayFraming } from './json-array.ts';
export { LearnedTemplates, type LearnedTemplatesOptions } from './learned-template.ts';
export { ndjsonFraming } from './ndjson.ts';
export { sseFraming } from './sse.ts';
export { createUtf8Decoder, type Utf8Decoder } from './utf8-decoder.ts';
