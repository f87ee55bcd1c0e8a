// Transcription: Whisper takes the recording itself or base64, Nova its bytes and answers as Deepgram does.
import {
  type JsonObject,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type TranscribeRequest,
  type TranscriptWord,
  type Transformer,
  vendorOptions,
  type Warning,
  type WireRequest,
} from '@kit/core';
import {
  arrayOf,
  base64ToBytes,
  bytesToBase64,
  isRecord,
  type JsonRecord,
  numberOf,
  recordOf,
  stringOf,
} from '@kit/wire';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';

const transformer: Transformer<'transcribe'> = {
  encode(request, context) {
    const warnings: Warning[] = [];
    const own = vendorOptions(request.vendor, context, 'cloudflare-run') as JsonObject | undefined;
    const refused = (field: keyof TranscribeRequest) => {
      if (request[field] !== undefined && request[field] !== false)
        warnings.push({ feature: field, detail: 'The model cannot be told so; left out.' });
    };
    const { model = '' } = request;
    for (const field of ['keywords', 'temperature'] as const) refused(field);
    if (isNova(model)) {
      for (const field of ['prompt', 'translate'] as const) refused(field);
      return { wire: novaRequest(request, own), warnings, state: undefined };
    }
    refused('diarize');
    if (isTurbo(model)) return { wire: turboRequest(request, own), warnings, state: undefined };
    for (const field of ['language', 'prompt', 'translate'] as const) refused(field);
    return { wire: { body: rawBody(request, 'application/octet-stream') }, warnings, state: undefined };
  },
  decode(reply, _, { provider }) {
    const result = recordOf(resultOf(reply.json()));
    const spoken = recordOf(arrayOf(recordOf(arrayOf(recordOf(result?.results)?.channels)[0])?.alternatives)[0]);
    const text = stringOf(result?.text) ?? stringOf(spoken?.transcript);
    if (!result || text === undefined)
      throw new KitError('invalid-response', 'The reply holds no transcript.', { provider });
    const info = recordOf(result.transcription_info) ?? recordOf(result.metadata);
    const language = stringOf(info?.language);
    const durationSeconds = numberOf(info?.duration);
    const segments = arrayOf(result.segments).filter(isRecord);
    // Whisper's newer model has the words inside of its segments.
    const words = [
      ...arrayOf(result.words),
      ...arrayOf(spoken?.words),
      ...segments.flatMap((one) => arrayOf(one.words)),
    ]
      .filter(isRecord)
      .map(wordOf);
    return {
      text,
      ...(language !== undefined && { language }),
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(segments.length > 0 && {
        segments: segments.map((one) => ({ text: stringOf(one.text) ?? '', ...timesOf(one) })),
      }),
      ...(words.length > 0 && { words }),
      ...(durationSeconds !== undefined && {
        usage: { state: 'reported' as const, units: { audioSeconds: durationSeconds } },
      }),
    };
  },
};

const isNova = (model: string) => /deepgram\//.test(model);
const isTurbo = (model: string) => /whisper-large/.test(model);

function novaRequest(request: TranscribeRequest, own: JsonObject | undefined): WireRequest {
  const { language, diarize } = request;
  const query = { ...(language !== undefined && { language }), ...(diarize && { diarize: 'true' }), ...wordsOf(own) };
  return { query, body: rawBody(request, 'audio/mpeg') };
}

const wordsOf = (own: JsonObject | undefined) =>
  Object.fromEntries(Object.entries(own ?? {}).map(([name, value]) => [name, String(value)]));

function turboRequest(request: TranscribeRequest, own: JsonObject | undefined): WireRequest {
  const { language, prompt, translate } = request;
  const data = dataOf(request);
  if (data === undefined)
    throw new KitError('unsupported', 'This model takes the recording as a whole, not as a stream.', {
      field: 'audio',
    });
  const value: { [field: string]: JsonValue | undefined } = {
    audio: bytesToBase64(data),
    ...(language !== undefined && { language }),
    ...(prompt !== undefined && { initial_prompt: prompt }),
    ...(translate && { task: 'translate' }),
    ...own,
  };
  return { body: { type: 'json', value: value as JsonObject } };
}

function rawBody(request: TranscribeRequest, mediaTypeElse: string): WireRequest['body'] {
  const mediaType = request.mediaType ?? sourceType(request) ?? mediaTypeElse;
  const data = dataOf(request);
  return data
    ? { type: 'bytes', data, mediaType }
    : { type: 'stream', data: request.audio as AsyncIterable<Uint8Array>, mediaType };
}

function sourceType({ audio }: TranscribeRequest): string | undefined {
  return stringOf((audio as { readonly mediaType?: unknown }).mediaType);
}

/** Undefined for a stream. @throws KitError `unsupported` for links */
function dataOf({ audio }: TranscribeRequest): Uint8Array | undefined {
  if (audio instanceof Uint8Array) return audio;
  if (Symbol.asyncIterator in audio) return undefined;
  const { data } = audio as { readonly data?: Uint8Array | string };
  if (data === undefined)
    throw new KitError('unsupported', 'Cloudflare takes recordings as data alone: fetch it, or give its bytes.', {
      field: 'audio',
    });
  return typeof data === 'string' ? base64ToBytes(data) : data;
}

const timesOf = ({ start, end }: JsonRecord) => ({
  startSeconds: numberOf(start) ?? 0,
  endSeconds: numberOf(end) ?? 0,
});

function wordOf(word: JsonRecord): TranscriptWord {
  const confidence = numberOf(word.confidence);
  return {
    text: stringOf(word.punctuated_word) ?? stringOf(word.word) ?? '',
    ...timesOf(word),
    ...(word.speaker !== undefined && { speaker: String(word.speaker) }),
    ...(confidence !== undefined && { confidence }),
  };
}

export const transcribeDeclaration: OperationDeclaration<'transcribe'> = {
  endpoint: { path: ({ model = '' }) => runPath(model) },
  transformer,
};
