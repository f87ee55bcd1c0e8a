// Pure tools for the bytes and texts of wires.

// Bytes → events.

export * from './events.ts';

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

export * from './json-schema/index.ts';

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
