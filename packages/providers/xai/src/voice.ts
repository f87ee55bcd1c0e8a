// Speech and transcription: paths and fields of xAI's own, in which no model is named.
import type { FormField, JsonObject } from '@kit/core';
import type { SpeechDialect, TranscribeDialect } from '@kit/transformer-openai';

export const speechWire: SpeechDialect = {
  path: '/tts',
  fields: { instructions: false, sampleRate: 'sample_rate', language: 'language', seed: false },
  defaultVoice: 'eve',
  events: false,
  body({ model: _, input, voice, response_format: codec, sample_rate: rate, ...rest }): JsonObject {
    const format = { ...(codec !== undefined && { codec }), ...(rate !== undefined && { sample_rate: rate }) };
    return {
      text: input,
      voice_id: voice,
      // Required; the vendor finds it out.
      language: 'auto',
      ...(Object.keys(format).length > 0 && { output_format: format }),
      ...rest,
    };
  },
};

export const transcriptWire: TranscribeDialect = {
  path: '/stt',
  translatePath: false,
  fields: { prompt: false, keywords: 'keyterm', temperature: false },
  urlField: 'url',
  fileIdField: false,
  // Words and their times are always told.
  timestamps: ['word'],
  timestampFormat: undefined,
  diarize: { diarize: true },
  streams: false,
  form: (fields) => fields.filter(({ name }) => name !== 'model' && name !== 'timestamp_granularities[]').map(plain),
};

/** A field that comes several times has no brackets. */
const plain = (field: FormField): FormField => ({ ...field, name: field.name.replace(/\[\]$/, '') });
