// Transcription: POST /audio/transcriptions as a form; /audio/translations for English.
import type {
  CodecContext,
  Decoded,
  Encoded,
  FormField,
  JsonValue,
  MediaSource,
  PartDecoder,
  StreamTransformer,
  TranscribePart,
  TranscribeRequest,
  TranscribeResponse,
  TranscriptSegment,
  TranscriptWord,
  Transformer,
  Usage,
  Warning,
  WireHeaders,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { arrayOf, base64ToBytes, isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import type { TranscribeDialect, TranscribeField } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { unitsOf } from '../reply/usage-extras.ts';
import { type Draft, finishBody, vendorFields, warn } from '../request/body.ts';
import { fileNameFor } from '../request/media.ts';
import { type FieldNames, putFields } from '../request/settings.ts';

export const transcribeWire = 'openai-transcribe';

const openaiFields: FieldNames<TranscribeField> = {
  language: 'language',
  prompt: 'prompt',
  keywords: false,
  temperature: 'temperature',
};

export function transcribeTransformer(dialect: TranscribeDialect = {}): Transformer<'transcribe', undefined> {
  return {
    encode: (request, context) => encodeTranscribe(request, context, dialect, false),
    decode: decodeTranscript,
  };
}

export function transcribeStreamTransformer(
  dialect: TranscribeDialect = {},
): StreamTransformer<'transcribeStream', undefined> {
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
): Encoded<undefined> {
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
  const fields = Object.entries(body).flatMap(([name, value]) => formFields(name, value));
  const path = translatePath(request, dialect, warnings);
  // The file last: some servers read the fields before it as they come.
  return {
    wire: {
      ...(path !== undefined && { path }),
      body: { type: 'form', fields: source ? [...fields, source] : fields },
    },
    warnings,
    state: undefined,
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

function decodeTranscript(reply: WireReply, _state: undefined, context: CodecContext): Decoded<TranscribeResponse> {
  const text = reply.text();
  const body = parseJson(text);
  // Formats text, srt and vtt are the reply as it is.
  if (!isRecord(body)) return { text };
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  return readTranscript(body);
}

function readTranscript(body: JsonRecord): Decoded<TranscribeResponse> {
  const segments = arrayOf(body.segments)
    .map(segmentOf)
    .filter((segment) => segment !== undefined);
  const words = arrayOf(body.words)
    .map(wordOf)
    .filter((word) => word !== undefined);
  const language = stringOf(body.language);
  const durationSeconds = numberOf(body.duration);
  const usage = transcriptUsage(body.usage, durationSeconds);
  const model = stringOf(body.model);
  return {
    text: stringOf(body.text) ?? segments.map((segment) => segment.text).join(' '),
    ...(language !== undefined && { language }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(segments.length > 0 && { segments }),
    ...(words.length > 0 && { words }),
    ...(usage && { usage }),
    meta: { ...(model !== undefined && { model }) },
  };
}

function segmentOf(value: unknown): TranscriptSegment | undefined {
  const segment = recordOf(value);
  const text = stringOf(segment?.text);
  if (!segment || text === undefined) return undefined;
  const speaker = stringOf(segment.speaker) ?? stringOf(segment.speaker_id);
  const confidence = numberOf(segment.confidence) ?? numberOf(segment.score);
  return {
    text,
    startSeconds: numberOf(segment.start) ?? 0,
    endSeconds: numberOf(segment.end) ?? 0,
    ...(speaker !== undefined && { speaker }),
    ...(confidence !== undefined && { confidence }),
  };
}

function wordOf(value: unknown): TranscriptWord | undefined {
  const word = recordOf(value);
  const text = stringOf(word?.word) ?? stringOf(word?.text);
  if (!word || text === undefined) return undefined;
  const confidence = numberOf(word.confidence);
  return {
    text,
    startSeconds: numberOf(word.start) ?? 0,
    endSeconds: numberOf(word.end) ?? 0,
    ...(typeof word.speaker === 'string' && { speaker: word.speaker }),
    ...(confidence !== undefined && { confidence }),
  };
}

/** `{ type: tokens, input_tokens, … }` of the gpt models, `{ type: duration, seconds }` of whisper, Mistral's own. */
function transcriptUsage(value: unknown, durationSeconds: number | undefined): Usage | undefined {
  const raw = recordOf(value);
  const audioSeconds = unitsOf(raw ?? {})?.audioSeconds ?? durationSeconds;
  const inputTokens = numberOf(raw?.input_tokens) ?? numberOf(raw?.prompt_tokens);
  const outputTokens = numberOf(raw?.output_tokens) ?? numberOf(raw?.completion_tokens);
  const details = recordOf(raw?.input_token_details);
  const text = numberOf(details?.text_tokens);
  const audio = numberOf(details?.audio_tokens);
  if (audioSeconds === undefined && inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    state: 'reported',
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...((text !== undefined || audio !== undefined) && {
      inputModalities: { ...(text !== undefined && { text }), ...(audio !== undefined && { audio }) },
    }),
    ...(audioSeconds !== undefined && { units: { audioSeconds } }),
    ...(raw && { raw: raw as JsonValue }),
  };
}

/** `transcript.text.delta | .segment | .done`; Mistral says `transcription.text.delta`, `.segment`, `.language`, `.done`. */
function transcriptDecoder(context: CodecContext, headers: WireHeaders): PartDecoder<TranscribePart> {
  let done = false;
  let started = false;
  let told = '';
  let segments = 0;
  let finish: Decoded<TranscribeResponse> | undefined;
  let language: string | undefined;

  const text = (delta: string | undefined, out: TranscribePart[]) => {
    if (!delta) return;
    told += delta;
    out.push({ type: 'text', text: delta });
  };
  const segment = (value: unknown, out: TranscribePart[]) => {
    const one = segmentOf(value);
    if (!one) return;
    segments++;
    out.push({ type: 'segment', segment: one });
  };
  const whole = (body: JsonRecord, out: TranscribePart[]) => {
    const transcript = readTranscript(body);
    finish = transcript;
    done = true;
    if (transcript.text.startsWith(told)) text(transcript.text.slice(told.length), out);
    if (segments === 0) for (const one of transcript.segments ?? []) out.push({ type: 'segment', segment: one });
  };

  return {
    event(data, out) {
      const event = parseJson(typeof data === 'string' ? data : new TextDecoder().decode(data));
      if (!isRecord(event)) return;
      const failure = failureIn(event);
      if (failure) throw context.failure({ ...failure, headers });
      if (!started) {
        started = true;
        out.push({ type: 'start' });
      }
      switch (event.type) {
        case 'transcript.text.delta':
        case 'transcription.text.delta':
          return text(stringOf(event.delta) ?? stringOf(event.text), out);
        case 'transcript.text.segment':
        case 'transcription.segment':
          return segment(event, out);
        case 'transcription.language':
          language = stringOf(event.audio_language);
          return;
        case 'transcript.text.done':
        case 'transcription.done':
          return whole(event, out);
        default:
          // whisper-1 ignores `stream` and answers whole.
          if (event.type === undefined && typeof event.text === 'string') whole(event, out);
      }
    },
    end(out) {
      if (!done) return false;
      const known = finish ?? { text: told };
      const spoken = known.language ?? language;
      out.push({
        type: 'finish',
        ...(known.usage && { usage: known.usage }),
        ...(spoken !== undefined && { language: spoken }),
        ...(known.durationSeconds !== undefined && { durationSeconds: known.durationSeconds }),
      });
      return true;
    },
    get done() {
      return done;
    },
    get finished() {
      return done;
    },
  };
}
