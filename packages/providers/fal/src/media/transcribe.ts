// transcribe: sound → text. Whisper and its kin.
import { type Call, KitError, type TranscribeRequest, type TranscriptSegment, type Warning } from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { arrayOf, base64ToBytes, formatDataUrl, isRecord, numberOf, stringOf } from '@kit/wire';
import { modelOperation } from '../queue/model-operation.ts';
import type { FalSettings } from '../settings.ts';
import { store } from '../storage.ts';
import { falOptions, given, type Keys } from '../vendor-options.ts';
import { linkOf } from './links.ts';

/** What is larger is uploaded first. */
const maxInlineBytes = 4 * 1024 * 1024;

export function transcribeOperation(settings: FalSettings): ShownOperation<'transcribe'> {
  return modelOperation<'transcribe'>(
    {
      encode: encodeTranscribe,
      prepare: (call, exchange) => withLink(call, exchange, settings),
      decode(output, { timestamps }) {
        const text = stringOf(output.text);
        if (text === undefined) throw new KitError('invalid-response', 'The model answered no text.');
        const chunks = arrayOf(output.chunks).filter(isRecord).flatMap(segmentOf);
        const language = [...arrayOf(output.inferred_languages), ...arrayOf(output.languages)].find(
          (one) => typeof one === 'string',
        ) as string | undefined;
        const end = chunks.at(-1)?.endSeconds;
        return {
          text,
          ...(language !== undefined && { language }),
          ...(end !== undefined && {
            durationSeconds: end,
            usage: { state: 'estimated', units: { audioSeconds: end } },
          }),
          ...(chunks.length > 0 && (timestamps === 'word' ? { words: chunks } : { segments: chunks })),
        };
      },
    },
    settings,
  );
}

function segmentOf({ timestamp, text, speaker }: Readonly<Record<string, unknown>>): TranscriptSegment[] {
  const [startSeconds, endSeconds] = arrayOf(timestamp).map(numberOf);
  const said = stringOf(text);
  if (said === undefined || startSeconds === undefined) return [];
  const by = stringOf(speaker);
  // The last one may have no end.
  return [
    { text: said, startSeconds, endSeconds: endSeconds ?? startSeconds, ...(by !== undefined && { speaker: by }) },
  ];
}

function encodeTranscribe(request: TranscribeRequest, keys: Keys) {
  const {
    model,
    audio,
    mediaType,
    language,
    prompt,
    diarize,
    translate,
    timestamps,
    temperature,
    keywords = [],
  } = request;
  const warnings: Warning[] = [];
  if (temperature !== undefined) warnings.push({ feature: 'temperature', detail: 'fal has none; it was left out.' });
  const words = [prompt, keywords.join(', ')].filter(Boolean).join('\n');
  const level = { none: 'none', segment: 'segment', word: 'word' } as const;
  return {
    model,
    input: given({
      audio_url: inlineLink(audio, mediaType),
      task: translate ? 'translate' : undefined,
      language,
      prompt: words === '' ? undefined : words,
      chunk_level: timestamps && level[timestamps],
      diarize,
      ...falOptions(request.vendor, keys),
    }),
    warnings,
  };
}

function inlineLink(audio: TranscribeRequest['audio'], mediaType = 'audio/wav'): string {
  if (audio instanceof Uint8Array) return formatDataUrl(mediaType, audio);
  // A stream is uploaded before it gets here; where a request is only shown, it has no link yet.
  return Symbol.asyncIterator in audio ? '(the link of the uploaded stream)' : linkOf(audio);
}

async function withLink(
  call: Call<'transcribe'>,
  exchange: Exchange,
  settings: FalSettings,
): Promise<Call<'transcribe'>> {
  const { audio, fileName: name } = call.request;
  const known = 'data' in audio ? audio : undefined;
  const mediaType = call.request.mediaType ?? known?.mediaType ?? 'audio/wav';
  const data = audio instanceof Uint8Array || Symbol.asyncIterator in audio ? audio : bytesOf(known?.data);
  if (data === undefined || (data instanceof Uint8Array && data.length <= maxInlineBytes)) return call;
  const { fileURL } = await store({ data, mediaType, name }, call as never, exchange, settings);
  return { ...call, request: { ...call.request, audio: { url: fileURL } } };
}

function bytesOf(data: unknown): Uint8Array | undefined {
  if (typeof data !== 'string') return data as Uint8Array | undefined;
  const bytes = base64ToBytes(data);
  if (bytes) return bytes;
  throw new KitError('invalid-request', 'transcribe: `audio.data` must be bytes or base64.', { field: 'audio.data' });
}
