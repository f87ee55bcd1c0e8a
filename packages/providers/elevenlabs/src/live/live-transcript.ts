// transcribeStream: sound in as it is heard, words out as they are said, over a WebSocket.
import {
  type CallContext,
  type CodecContext,
  deriveContext,
  type Environment,
  foldTranscript,
  KitError,
  mergeDeadlines,
  openStream,
  type Session,
  streamFor,
  type TranscribePart,
  type TranscribeRequest,
  type Warning,
} from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { base64ToBytes, bytesToBase64, parseDataUrl, parseJson, parsePcmMediaType } from '@kit/wire';
import { queryOf } from '../request-parts.ts';
import { elevenlabsOptions } from '../vendor-options.ts';
import { explained, liveSource, type Sending, sendAll } from './live-session.ts';
import { closeFailure } from './live-speech.ts';
import { TranscriptDecoder } from './transcript-decoder.ts';

type Message = {
  readonly message_type: 'input_audio_chunk';
  readonly audio_base_64: string;
  readonly commit: boolean;
  readonly sample_rate: number;
};
type TranscriptSession = Session<Message, TranscribePart>;

/** How long the vendor may be quiet behind its last word before that was all, and where it owes a word. */
const quietMs = 1_000;
const owedMs = 15_000;

/** A recording that is all there is sent in pieces of half a second at usual rates. */
const pieceBytes = 16 * 1024;

export function liveTranscriptOperation(WebSocket: unknown): ShownOperation<'transcribeStream'> {
  return {
    async handle(call, exchange) {
      const { request } = call;
      const codec = exchange.codec(call);
      const { path, sampleRate, warnings } = encodeLive(request, codec);
      exchange.checked(call, warnings);
      const messages = messagesOf(piecesOf(request.audio), sampleRate);
      const context = patient(call.context);
      const decoder = new TranscriptDecoder((body) => codec.failure({ body: body as never }));
      const { session, attempt, startedAtMs, meta } = await exchange.session<Message, TranscribePart>(
        { ...call, context },
        { path },
        {
          encode: (message) => JSON.stringify(message),
          decode: (data, emit) => decoder.message(parseJson(String(data)), emit),
          // What was heard and not committed yet is committed now.
          endMessage: () => JSON.stringify(chunk(new Uint8Array(), sampleRate, true)),
          failure: closeFailure,
          explain: (error) => explained(error, call as never, exchange),
          ...(WebSocket !== undefined && { WebSocket }),
        },
      );
      const sending = sendAll(session, messages);
      const { model } = request;
      const parts = partsOf(session, decoder, { sending, warnings, environment: context.environment });
      const stream = await openStream(liveSource(parts, session as never, messages), {
        context,
        attempt,
        newFold: foldTranscript,
        known: { provider: exchange.provider, operation: call.operation, model },
        meta,
        startedAtMs,
        cost: (usage) => exchange.cost(usage, model),
      });
      return streamFor('transcribeStream', stream) as never;
    },
    inspect({ request }, codec) {
      const { path, warnings } = encodeLive(request, codec);
      return { wire: { method: 'GET', path }, warnings };
    },
  };
}

/** People pause for longer than any part of an answer takes: only deadlines that the caller sets hold for silence. */
function patient(context: CallContext): CallContext {
  return deriveContext(context, { deadlines: mergeDeadlines({ firstPart: false, idle: false }, context.deadlines) });
}

function encodeLive(request: TranscribeRequest, codec: CodecContext) {
  const { model, language, keywords, prompt, temperature, translate, diarize } = request;
  const warnings: Warning[] = [];
  const left = { prompt, temperature, translate, diarize };
  for (const [feature, value] of Object.entries(left))
    if (value !== undefined && value !== false)
      warnings.push({ feature, detail: 'Live transcription has none; left out.' });
  const { word, sampleRate } = soundFormat(request);
  const query = {
    model_id: model,
    audio_format: word,
    commit_strategy: 'vad',
    language_code: language,
    keyterms: keywords,
    include_timestamps: true,
    ...elevenlabsOptions(request.vendor, codec),
  };
  return { path: `/v1/speech-to-text/realtime${queryOf(query)}`, sampleRate, warnings };
}

/** Raw samples alone are taken. @throws KitError `unsupported` for containers */
function soundFormat({ audio, mediaType }: TranscribeRequest): { readonly word: string; readonly sampleRate: number } {
  const told = mediaType ?? ('mediaType' in audio ? audio.mediaType : undefined);
  if (told === undefined) return { word: 'pcm_16000', sampleRate: 16_000 };
  if (/^audio\/(basic|mulaw|pcmu)\b/i.test(told)) return { word: 'ulaw_8000', sampleRate: 8_000 };
  const pcm = parsePcmMediaType(told);
  if (pcm) return { word: `pcm_${pcm.sampleRateHz}`, sampleRate: pcm.sampleRateHz };
  throw new KitError(
    'unsupported',
    `transcribeStream: ElevenLabs hears raw samples live ("audio/pcm;rate=16000", "audio/basic"), not ${told.slice(0, 80)}.`,
    { field: 'mediaType' },
  );
}

async function* piecesOf(audio: TranscribeRequest['audio']): AsyncGenerator<Uint8Array> {
  if (!(audio instanceof Uint8Array) && Symbol.asyncIterator in audio) return yield* audio;
  const data = bytesOf(audio);
  for (let at = 0; at < data.length; at += pieceBytes) yield data.subarray(at, at + pieceBytes);
}

function bytesOf(audio: Exclude<TranscribeRequest['audio'], AsyncIterable<Uint8Array>>): Uint8Array {
  if (audio instanceof Uint8Array) return audio;
  const data =
    'data' in audio
      ? typeof audio.data === 'string'
        ? base64ToBytes(audio.data)
        : audio.data
      : 'url' in audio
        ? parseDataUrl(audio.url)?.bytes
        : undefined;
  if (data) return data;
  throw new KitError(
    'unsupported',
    'transcribeStream: live audio must be bytes or a stream of them; links go to `transcribe`.',
    {
      field: 'audio',
    },
  );
}

const chunk = (data: Uint8Array, sampleRate: number, commit: boolean): Message => ({
  message_type: 'input_audio_chunk',
  audio_base_64: bytesToBase64(data),
  commit,
  sample_rate: sampleRate,
});

async function* messagesOf(pieces: AsyncIterable<Uint8Array>, sampleRate: number): AsyncGenerator<Message> {
  for await (const piece of pieces) if (piece.length > 0) yield chunk(piece, sampleRate, false);
}

interface Known {
  readonly sending: Sending;
  readonly warnings: readonly Warning[];
  readonly environment: Environment;
}

/** The vendor does not say that it is done: it is when all was sent, nothing is owed, and it has been quiet for a while. */
async function* partsOf(
  session: TranscriptSession,
  decoder: TranscriptDecoder,
  { sending, warnings, environment }: Known,
): AsyncGenerator<TranscribePart> {
  yield { type: 'start' };
  for (const warning of warnings) yield { type: 'warning', warning };
  const messages = session[Symbol.asyncIterator]();
  let next = messages.next();
  for (;;) {
    if (!sending.ended && !sending.failure) await Promise.race([next, sending.over]);
    const arrived = sending.ended
      ? await within(next, decoder.owes ? owedMs : quietMs, environment)
      : sending.failure
        ? undefined
        : await next;
    if (sending.failure) throw sending.failure;
    if (arrived === undefined || arrived.done) break;
    yield arrived.value;
    next = messages.next();
  }
  next.catch(() => {});
  if (!sending.ended || decoder.owes)
    throw new KitError('invalid-response', 'ElevenLabs: the session ended before the transcript was complete.');
  yield decoder.finish();
}

/** What comes in time; undefined if nothing does. */
function within<T>(awaited: Promise<T>, waitMs: number, environment: Environment): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stopTimer = environment.setTimer(waitMs, () => resolve(undefined));
    awaited.then(resolve, reject).finally(stopTimer);
  });
}
