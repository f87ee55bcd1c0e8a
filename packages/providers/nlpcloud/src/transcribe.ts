// transcribe: a recording, by link or inside the request.
import { type JsonObject, KitError, type TranscribeRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { arrayOf, bytesToBase64, numberOf, recordOf, stringOf } from '@kit/wire';
import { asked } from './ask.ts';
import type { Settings } from './options.ts';

export const transcribeOperation = (settings: Settings): HandledOperation<'transcribe'> =>
  asked<'transcribe'>(
    {
      endpoint: 'asr',
      gpu: true,
      unsaid: ['prompt', 'keywords', 'diarize', 'temperature', 'translate'],
      input: transcribeInput,
      result(body, _, { provider }) {
        const text = stringOf(body.text);
        if (text === undefined) throw new KitError('invalid-response', 'The reply holds no transcript.', { provider });
        const language = stringOf(body.language);
        const durationSeconds = numberOf(body.duration);
        const segments = piecesOf(body.segments);
        const words = piecesOf(body.words);
        return {
          text,
          ...(language !== undefined && { language }),
          ...(durationSeconds !== undefined && {
            durationSeconds,
            usage: { state: 'reported', units: { audioSeconds: durationSeconds } },
          }),
          ...(segments.length > 0 && { segments }),
          ...(words.length > 0 && { words }),
        };
      },
    },
    settings,
  );

function transcribeInput(request: TranscribeRequest): JsonObject {
  const { audio, language } = request;
  return { ...recordingOf(audio), ...(language !== undefined && { input_language: language }) };
}

function recordingOf(audio: TranscribeRequest['audio']): JsonObject {
  if (audio instanceof Uint8Array) return { encoded_file: bytesToBase64(audio) };
  if ('url' in audio) return { url: audio.url };
  if ('data' in audio) return { encoded_file: typeof audio.data === 'string' ? audio.data : bytesToBase64(audio.data) };
  const message = 'NLP Cloud takes a recording whole, inside the request or by link: no streams and no files.';
  throw new KitError('unsupported', message, { field: 'audio' });
}

function piecesOf(told: unknown): { text: string; startSeconds: number; endSeconds: number }[] {
  return arrayOf(told).flatMap((value) => {
    const piece = recordOf(value);
    const text = stringOf(piece?.text) ?? stringOf(piece?.word);
    const [start, end] = [numberOf(piece?.start), numberOf(piece?.end)];
    if (text === undefined || start === undefined || end === undefined) return [];
    return [{ text: text.trim(), startSeconds: start, endSeconds: end }];
  });
}
