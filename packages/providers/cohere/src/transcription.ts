// Transcription: a form whose last field is the file, and which must name the language.
import {
  type FormField,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type TranscribeRequest,
  type Transformer,
  vendorOptions,
} from '@kit/core';
import { base64ToBytes, parseDataUrl, recordOf, stringOf, type WarningList, warningList } from '@kit/wire';
import { apiWarnings } from './api-warning.ts';
import { wireId } from './wire-id.ts';

const transcription: Transformer<'transcribe', undefined> = {
  encode(request, context) {
    const warnings = warningList();
    warnOfTheRest(request, warnings);
    const { model, language, temperature } = request;
    if (language === undefined)
      warnings.add('language', 'Cohere has to be told the language; "en" was sent because none is given.');
    const values: Record<string, JsonValue | undefined> = {
      model,
      language: language ?? 'en',
      temperature,
      ...vendorOptions(request.vendor, context, wireId),
    };
    const fields: FormField[] = Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [{ name, value: String(value) }],
    );
    return {
      wire: { body: { type: 'form', fields: [...fields, fileField(request, context.provider)] } },
      warnings: warnings.warnings,
      state: undefined,
    };
  },
  decode(reply, _state, { provider }) {
    const text = stringOf(recordOf(reply.json())?.text);
    if (text === undefined) throw new KitError('invalid-response', 'The reply holds no text.', { provider });
    return { text, warnings: apiWarnings(reply.headers) };
  },
};

export const transcribeDeclaration: OperationDeclaration<'transcribe'> = {
  endpoint: { path: '/v2/audio/transcriptions' },
  transformer: transcription as Transformer<'transcribe'>,
};

const without: readonly (readonly [field: 'prompt' | 'keywords' | 'diarize' | 'translate', what: string])[] = [
  ['prompt', 'a prompt'],
  ['keywords', 'keywords'],
  ['diarize', 'speakers'],
  ['translate', 'translation'],
];

function warnOfTheRest(request: TranscribeRequest, warnings: WarningList): void {
  for (const [field, what] of without)
    if (request[field]) warnings.add(field, `Cohere's transcription has no ${what}.`);
  if (request.timestamps !== undefined && request.timestamps !== 'none')
    warnings.add('timestamps', "Cohere's transcription tells no times.");
}

function fileField({ audio, mediaType, fileName }: TranscribeRequest, provider: string): FormField {
  if (audio instanceof Uint8Array || Symbol.asyncIterator in audio) return file(audio, mediaType, fileName);
  if ('data' in audio) {
    const data = typeof audio.data === 'string' ? base64ToBytes(audio.data) : audio.data;
    if (data) return file(data, mediaType ?? audio.mediaType, fileName);
    throw refused('`audio.data` must be bytes or base64', provider);
  }
  const inline = 'url' in audio ? parseDataUrl(audio.url) : undefined;
  if (inline) return file(inline.bytes, mediaType ?? inline.mediaType, fileName);
  throw refused(
    'Cohere takes the recording itself: `audio` must be bytes, a stream of bytes or { data, mediaType }',
    provider,
  );
}

const refused = (message: string, provider: string) =>
  new KitError('unsupported', `transcribe: ${message}.`, { provider, field: 'audio' });

/** The vendor tells formats by the name's ending: flac, mp3, mpeg, mpga, ogg, wav. */
const endings: Readonly<Record<string, string>> = {
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
};

function file(data: Uint8Array | AsyncIterable<Uint8Array>, mediaType = 'audio/wav', fileName?: string): FormField {
  const ending = endings[mediaType.toLowerCase().split(';', 1)[0]?.trim() ?? ''] ?? mediaType.split('/')[1] ?? 'wav';
  return { name: 'file', data, fileName: fileName ?? `audio.${ending}`, mediaType };
}
