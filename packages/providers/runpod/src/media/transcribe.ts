// transcribe: a recording, by link or inside the input.
import { type JsonObject, KitError, type TranscribeRequest, type TranscribeResponse } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { arrayOf, bytesToBase64, numberOf, recordOf, stringOf } from '@kit/wire';
import { outputRecord } from '../jobs/job.ts';
import type { Settings } from '../options.ts';
import { byJob } from './by-job.ts';

export const transcribeOperation = (settings: Settings): ShownOperation<'transcribe'> =>
  byJob<'transcribe'>(
    { unnamed: ['keywords', 'diarize'], input: transcribeInput, result: ({ output }) => transcriptOf(output) },
    settings,
  );

function transcribeInput(request: TranscribeRequest): JsonObject {
  const { language, prompt, temperature, timestamps, translate } = request;
  return {
    ...recordingOf(request.audio),
    ...(language !== undefined && { language }),
    ...(prompt !== undefined && { initial_prompt: prompt }),
    ...(temperature !== undefined && { temperature }),
    ...(timestamps === 'word' && { word_timestamps: true }),
    ...(translate && { translate: true }),
  };
}

function recordingOf(audio: TranscribeRequest['audio']): JsonObject {
  if (audio instanceof Uint8Array) return { audio_base64: bytesToBase64(audio) };
  if ('url' in audio) return { audio: audio.url };
  if ('data' in audio) return { audio_base64: typeof audio.data === 'string' ? audio.data : bytesToBase64(audio.data) };
  const message = 'Runpod takes a recording whole, inside the input or by link: no streams and no files.';
  throw new KitError('unsupported', message, { field: 'audio' });
}

function transcriptOf(output: unknown): Pick<TranscribeResponse, 'text' | 'language' | 'segments'> {
  const told = outputRecord(output);
  const segments = arrayOf(told?.segments)
    .map(recordOf)
    .flatMap((segment) => {
      const [text, start, end] = [stringOf(segment?.text), numberOf(segment?.start), numberOf(segment?.end)];
      return text === undefined || start === undefined || end === undefined
        ? []
        : [{ text: text.trim(), startSeconds: start, endSeconds: end }];
    });
  const words = [output, told?.result, told?.text, told?.transcription, told?.translation].map(stringOf);
  const text = words.find((word) => word !== undefined) ?? segments.map((segment) => segment.text).join(' ');
  if (text === '' && segments.length === 0 && !words.includes(''))
    throw new KitError('invalid-response', 'The job made no transcript.');
  const language = stringOf(told?.detected_language) ?? stringOf(told?.language);
  return { text: text.trim(), ...(language !== undefined && { language }), ...(segments.length > 0 && { segments }) };
}
