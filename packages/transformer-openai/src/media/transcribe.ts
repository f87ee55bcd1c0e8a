// Transcription: POST /audio/transcriptions as a form; /audio/translations for English.
import type {
  CodecContext,
  Decoded,
  Encoded,
  FormField,
  JsonValue,
  MediaSource,
  StreamTransformer,
  TranscribeRequest,
  TranscribeResponse,
  Transformer,
  Warning,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { base64ToBytes, isRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import type { TranscribeDialect, TranscribeField } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { type Draft, finishBody, vendorFields, warn } from '../request/body.ts';
import { fileNameFor } from '../request/media.ts';
import { type FieldNames, putFields } from '../request/settings.ts';
import { readTranscript, transcriptDecoder } from './transcript.ts';

export const transcribeWire = 'openai-transcribe';

const openaiFields: FieldNames<TranscribeField> = {
  language: 'language',
  prompt: 'prompt',
  keywords: false,
  temperature: 'temperature',
};

interface TranscribeState {
  /** As it was asked for; JSON if absent. */
  readonly format: string | undefined;
}

export function transcribeTransformer(dialect: TranscribeDialect = {}): Transformer<'transcribe', TranscribeState> {
  return {
    encode: (request, context) => encodeTranscribe(request, context, dialect, false),
    decode: (reply, state, context) => decodeTranscript(reply, state, context, dialect),
  };
}

export function transcribeStreamTransformer(
  dialect: TranscribeDialect = {},
): StreamTransformer<'transcribeStream', TranscribeState> {
  return {
    framing: 'sse',
    encode: (request, context) => encodeTranscribe(request, context, dialect, true),
    decoder: (_state, context, { headers }) => transcriptDecoder(context, headers),
  };
}

function encodeTranscribe(
  request: TranscribeRequest,
  context: CodecContext,
  dialect: TranscribeDialect,
  stream: boolean,
): Encoded<TranscribeState> {
  const rules: TranscribeDialect = { ...dialect, ...dialect.rules?.(request.model ?? '') };
  const warnings: Warning[] = [];
  const own = vendorFields(request, context, transcribeWire);
  const draft: Draft = { model: request.model };
  const { language, prompt, keywords, temperature } = request;
  putFields<TranscribeField>(
    { language, prompt, keywords, temperature },
    { ...openaiFields, ...dialect.fields, ...rules.fields },
    draft,
    warnings,
  );
  encodeTimestamps(request, rules, warnings, draft);
  if (request.diarize) {
    if (rules.diarize) Object.assign(draft, rules.diarize);
    else warn(warnings, 'diarize', 'The model does not tell speakers apart; left out.');
  }
  if (stream && rules.streams !== false) draft.stream = true;
  const source = recordingOf(request, rules, draft);
  const body = finishBody(draft, own, rules.extra);
  const written = Object.entries(body).flatMap(([name, value]) => formFields(name, value));
  const fields = dialect.form?.(written, request) ?? written;
  const path = translatePath(request, dialect, warnings);
  // The file last: some servers read the fields before it as they come.
  return {
    wire: {
      ...(path !== undefined && { path }),
      body: { type: 'form', fields: source ? [...fields, source] : fields },
    },
    warnings,
    state: { format: stringOf(body.response_format) },
  };
}

function translatePath(
  { translate }: TranscribeRequest,
  { translatePath: path = '/audio/translations' }: TranscribeDialect,
  warnings: Warning[],
): string | undefined {
  if (!translate) return undefined;
  if (path !== false) return path;
  warn(warnings, 'translate', 'The vendor does not translate; the transcript keeps its language.');
  return undefined;
}

function encodeTimestamps(
  { timestamps }: TranscribeRequest,
  rules: TranscribeDialect,
  warnings: Warning[],
  draft: Draft,
): void {
  if (timestamps === undefined || timestamps === 'none') return;
  if (!(rules.timestamps ?? ['segment', 'word']).includes(timestamps))
    return warn(warnings, 'timestamps', 'The model gives none; left out.');
  const format = 'timestampFormat' in rules ? rules.timestampFormat : 'verbose_json';
  if (format !== undefined) draft.response_format = format;
  draft['timestamp_granularities[]'] = [timestamps];
}

function formFields(name: string, value: JsonValue | undefined): FormField[] {
  if (Array.isArray(value))
    return value.map((item) => ({ name: name.endsWith('[]') ? name : `${name}[]`, value: textOf(item) }));
  return [{ name, value: textOf(value) }];
}

const textOf = (value: JsonValue | undefined) => (typeof value === 'string' ? value : JSON.stringify(value));

/** The recording as a file of the form, or a field that says where it is. */
function recordingOf(
  { audio, mediaType, fileName }: TranscribeRequest,
  rules: TranscribeDialect,
  draft: Draft,
): FormField | undefined {
  if (audio instanceof Uint8Array || Symbol.asyncIterator in audio)
    return fileField(audio, mediaType ?? 'audio/wav', fileName);
  const source: MediaSource = audio;
  if ('data' in source) {
    const data = typeof source.data === 'string' ? base64ToBytes(source.data) : source.data;
    if (!data)
      throw new KitError('invalid-request', 'transcribe: `audio.data` is not base64.', { field: 'audio.data' });
    return fileField(data, source.mediaType, fileName);
  }
  const [field, value, kind] =
    'url' in source ? [rules.urlField, source.url, 'link'] : [rules.fileIdField, source.fileId, 'file id'];
  if (!field)
    throw new KitError('unsupported', `transcribe: a recording by ${kind} cannot be sent; pass its bytes.`, {
      field: 'audio',
    });
  draft[field] = value;
  return undefined;
}

function fileField(
  data: Uint8Array | AsyncIterable<Uint8Array>,
  mediaType: string,
  fileName: string | undefined,
): FormField {
  return { name: 'file', data, fileName: fileName ?? fileNameFor(mediaType, 'audio'), mediaType };
}

function decodeTranscript(
  reply: WireReply,
  { format = 'json' }: TranscribeState,
  context: CodecContext,
  dialect: TranscribeDialect,
): Decoded<TranscribeResponse> {
  const text = reply.text();
  const body = parseJson(text);
  if (isRecord(body)) {
    const failure = failureIn(body);
    if (failure) throw context.failure({ ...failure, headers: reply.headers });
    if (typeof body.text === 'string' || Array.isArray(body.segments)) {
      const cost = dialect.cost?.(recordOf(body.usage) ?? {}, body);
      return { ...readTranscript(body), ...(cost && { cost }) };
    }
  }
  // Formats text, srt and vtt are the reply as it is; the page of a proxy is none of them.
  else if (!format.endsWith('json') && !/^\s*<(!doctype|html)/i.test(text)) return { text };
  throw new KitError('invalid-response', 'The reply holds no transcript.', { provider: context.provider });
}
