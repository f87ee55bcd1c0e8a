// Pure tools for the bytes and texts of wires.

// Bytes → events.

export { EventDecoding, type EventDecodingOptions } from './event-decoding.ts';
export { defaultMaxEventBytes, type EmitEvent, type EmitJson, type Framing, type FramingOptions } from './framing.ts';
export { type FramingKind, framingFor } from './framing-for.ts';
export { FramingLimitError } from './framing-limit-error.ts';
export { jsonArrayFraming } from './json-array.ts';
export { ndjsonFraming } from './ndjson.ts';
export { sseFraming } from './sse.ts';
export { createUtf8Decoder, type Utf8Decoder } from './utf8-decoder.ts';

// Text that arrives in pieces.

export { createIncrementalJson, type IncrementalJson } from './incremental-json.ts';
export { createThinkSplitter, type EmitThinkPiece, type ThinkSplitter, type ThinkTags } from './think-splitter.ts';

// Reading what others wrote.

export {
  type ByteOffsetReader,
  byteOffsetAtIndex,
  byteOffsetReader,
  indexAtByteOffset,
  utf8Length,
} from './byte-offset.ts';
export { type DurationOptions, parseDuration } from './duration.ts';
export { arrayOf, booleanOf, isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from './json.ts';
export { parseTimestamp } from './timestamp.ts';

// JSON Schema.

export type { JsonSchema } from '@kit/core';
export { type AdaptedSchema, adaptSchema } from './json-schema/adapt.ts';
export { restoreAnswer } from './json-schema/restore.ts';
export { strictCompatible } from './json-schema/strict.ts';
export type { SchemaChange, SchemaSubset } from './json-schema/subset.ts';
export {
  anthropicSubset,
  geminiJsonSchemaSubset,
  geminiOpenApiSubset,
  openaiStrictSubset,
} from './json-schema/subsets.ts';
export { type SchemaIssue, validateJson } from './json-schema/validate.ts';

// Binary data in text.

export { base64ToBytes, bytesToBase64, bytesToBase64Url } from './base64.ts';
export {
  type Base64DataUrl,
  type DataUrl,
  dataUrlToBase64,
  formatDataUrl,
  isDataUrl,
  parseDataUrl,
} from './data-url.ts';
export { float32FromBase64, float32ToBase64, int8FromBase64, uint8FromBase64 } from './packed-vectors.ts';
export { type PcmFormat, parsePcmMediaType, wavFromPcm } from './wav.ts';

// What cannot be said.

export { type WarningList, warningList } from './warning-list.ts';
