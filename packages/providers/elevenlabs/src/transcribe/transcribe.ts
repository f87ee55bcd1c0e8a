// transcribe: a recording, whole.
import {
  type FormField,
  KitError,
  type OperationDeclaration,
  type TranscribeRequest,
  type Transformer,
  type Warning,
} from '@kit/core';
import { base64ToBytes, isDataUrl, parseDataUrl } from '@kit/wire';
import { elevenlabsOptions } from '../vendor-options.ts';
import { decodeTranscript } from './decode-transcript.ts';

const transformer: Transformer<'transcribe'> = {
  encode(request, context) {
    const warnings: Warning[] = [];
    const { prompt, translate, keywords, language, diarize, temperature, timestamps } = request;
    if (prompt !== undefined)
      warnings.push({ feature: 'prompt', detail: 'ElevenLabs takes no prompt; names and terms go into `keywords`.' });
    if (translate)
      warnings.push({
        feature: 'translate',
        detail: 'ElevenLabs writes what is said, in the language that is spoken.',
      });
    const { enable_logging, ...own } = elevenlabsOptions(request.vendor, context);
    const fields = {
      model_id: request.model,
      language_code: language,
      // Segments are turns of speakers, made of words.
      timestamps_granularity: timestamps === undefined ? undefined : timestamps === 'none' ? 'none' : 'word',
      diarize,
      keyterms: keywords,
      temperature,
      ...own,
    };
    return {
      wire: {
        ...(enable_logging !== undefined && { query: { enable_logging: String(enable_logging) } }),
        body: { type: 'form', fields: [...Object.entries(fields).flatMap(formFields), recording(request)] },
      },
      warnings,
      state: undefined,
    };
  },
  decode: (reply, _state, context) => decodeTranscript(reply, context.provider),
};

/** Booleans as words, lists as their field again and again. */
function formFields([name, value]: [string, unknown]): FormField[] {
  if (value === undefined || value === null) return [];
  // Formats are one field of JSON; every other list is repeated.
  if (Array.isArray(value) && name !== 'additional_formats') return value.flatMap((item) => formFields([name, item]));
  return [{ name, value: typeof value === 'object' ? JSON.stringify(value) : String(value) }];
}

function recording({ audio, mediaType, fileName = 'recording' }: TranscribeRequest): FormField {
  const file = (data: Uint8Array | AsyncIterable<Uint8Array>, type: string | undefined): FormField => ({
    name: 'file',
    data,
    fileName,
    mediaType: mediaType ?? type ?? 'application/octet-stream',
  });
  if (audio instanceof Uint8Array || Symbol.asyncIterator in audio) return file(audio, undefined);
  if ('url' in audio) {
    const inline = isDataUrl(audio.url) ? parseDataUrl(audio.url) : undefined;
    return inline ? file(inline.bytes, inline.mediaType) : { name: 'source_url', value: audio.url };
  }
  if ('fileId' in audio)
    throw new KitError(
      'unsupported',
      'transcribe: ElevenLabs keeps no files; `audio` must be bytes, a stream or a link.',
      {
        field: 'audio',
      },
    );
  const data = typeof audio.data === 'string' ? base64ToBytes(audio.data) : audio.data;
  if (data) return file(data, audio.mediaType);
  throw new KitError('invalid-request', 'transcribe: `audio.data` must be bytes or base64.', { field: 'audio.data' });
}

export const transcribeOperation: OperationDeclaration<'transcribe'> = {
  endpoint: { path: '/v1/speech-to-text' },
  transformer,
};
