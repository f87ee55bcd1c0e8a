// POST /audio/speech, /audio/transcriptions and /audio/translations.
import type {
  JsonValue,
  ServerFace,
  SpeechRequest,
  SpeechResponse,
  TranscribeRequest,
  TranscribeResponse,
  Usage,
} from '@kit/core';
import { bytesToBase64, isRecord, numberOf } from '@kit/wire';
import { formList, formText, isForm } from './forms.ts';
import { vendorOf, WireFields, wrong } from './wire-fields.ts';

/** POST /audio/speech answers bytes: `soundOf` gives them. The JSON form is for servers that have to answer JSON. */
export const speechFace: ServerFace<'speech'> = {
  decodeRequest(body, { model } = {}): SpeechRequest {
    const fields = new WireFields(body);
    const input = fields.string('input');
    if (input === undefined || input === '') throw wrong('input', 'expected a non-empty string');
    const asked = fields.string('model') ?? model;
    const voice = fields.take('voice');
    const format = fields.string('response_format');
    const speed = fields.number('speed');
    const instructions = fields.string('instructions');
    return {
      ...(asked !== undefined && { model: asked }),
      input,
      ...(typeof voice === 'string' && { voice }),
      ...(format !== undefined && { format }),
      ...(speed !== undefined && { speed }),
      ...(instructions !== undefined && { instructions }),
      ...vendorOf('openai-speech', { ...(isRecord(voice) && { voice: voice as JsonValue }), ...fields.rest() }),
    };
  },
  encodeResponse: ({ audio }: SpeechResponse): JsonValue =>
    audio.data ? { audio: bytesToBase64(audio.data) } : { url: audio.url ?? '' },
};

/** The reply of POST /audio/speech. */
export function soundOf({ audio }: SpeechResponse): { readonly data: Uint8Array; readonly mediaType: string } {
  return { data: audio.data ?? new Uint8Array(), mediaType: audio.mediaType ?? 'audio/mpeg' };
}

/** POST /audio/transcriptions and /audio/translations: the body is a form that has been read. */
export const transcribeFace: ServerFace<'transcribe'> = {
  decodeRequest(body, { model } = {}): TranscribeRequest {
    if (!isForm(body)) throw wrong('file', 'expected multipart/form-data with a file');
    const file = body.files.find(({ name }) => name === 'file');
    if (!file) throw wrong('file', 'expected a file');
    const asked = formText(body, 'model') ?? model;
    const language = formText(body, 'language');
    const prompt = formText(body, 'prompt');
    const temperature = numberOf(formText(body, 'temperature'));
    const format = formText(body, 'response_format');
    const [timestamps] = [...formList(body, 'timestamp_granularities[]'), ...formList(body, 'timestamp_granularities')];
    return {
      ...(asked !== undefined && { model: asked }),
      audio: file.data,
      mediaType: file.mediaType,
      ...(file.fileName !== undefined && { fileName: file.fileName }),
      ...(language !== undefined && { language }),
      ...(prompt !== undefined && { prompt }),
      ...(temperature !== undefined && { temperature }),
      ...((timestamps === 'word' || timestamps === 'segment') && { timestamps }),
      ...(format === 'diarized_json' && { diarize: true }),
      ...vendorOf('openai-transcribe', format === undefined ? {} : { response_format: format }),
    };
  },
  /** A string where the client asked for text. */
  encodeResponse(result: TranscribeResponse, request: TranscribeRequest): JsonValue {
    const format = request.vendor?.['openai-transcribe']?.response_format;
    if (format === 'text' || format === 'srt' || format === 'vtt') return result.text;
    const verbose = format === 'verbose_json' || format === 'diarized_json';
    return {
      text: result.text,
      ...(verbose && { task: 'transcribe', language: result.language ?? '', duration: result.durationSeconds ?? 0 }),
      ...(result.segments &&
        verbose && {
          segments: result.segments.map(({ text, startSeconds, endSeconds, speaker }, id) => ({
            id,
            text,
            start: startSeconds,
            end: endSeconds,
            ...(speaker !== undefined && { speaker }),
          })),
        }),
      ...(result.words &&
        verbose && {
          words: result.words.map(({ text, startSeconds, endSeconds }) => ({
            word: text,
            start: startSeconds,
            end: endSeconds,
          })),
        }),
      ...(result.usage && { usage: transcriptUsage(result.usage) }),
    };
  },
};

function transcriptUsage({ inputTokens, outputTokens, units }: Usage): JsonValue {
  if (inputTokens === undefined) return { type: 'duration', seconds: units?.audioSeconds ?? 0 };
  return {
    type: 'tokens',
    input_tokens: inputTokens,
    output_tokens: outputTokens ?? 0,
    total_tokens: inputTokens + (outputTokens ?? 0),
  };
}
