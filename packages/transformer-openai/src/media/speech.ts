// Speech: POST /audio/speech answers the sound itself; as a stream, the sound in pieces or events that hold it.
import type {
  CodecContext,
  Decoded,
  Encoded,
  PartDecoder,
  SpeechPart,
  SpeechRequest,
  SpeechResponse,
  StreamTransformer,
  Transformer,
  Usage,
  Warning,
  WireHeaders,
  WireReply,
} from '@kit/core';
import { KitError } from '@kit/core';
import { base64ToBytes, type Framing, isRecord, parseJson, recordOf, sseFraming, stringOf } from '@kit/wire';
import type { SpeechDialect, SpeechField } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { type Draft, finishBody, vendorFields, warn } from '../request/body.ts';
import { audioTypeOf } from '../request/media.ts';
import { type FieldNames, putFields } from '../request/settings.ts';
import { responsesUsage } from '../responses/usage.ts';

export const speechWire = 'openai-speech';

const openaiFields: FieldNames<SpeechField> = {
  voice: 'voice',
  format: 'response_format',
  speed: 'speed',
  instructions: 'instructions',
  sampleRate: false,
  language: false,
  seed: false,
};

interface SpeechState {
  readonly mediaType: string;
  readonly characters: number;
}

export function speechTransformer(dialect: SpeechDialect = {}): Transformer<'speech', SpeechState> {
  return {
    encode: (request, context) => encodeSpeech(request, context, dialect, false),
    decode: decodeSpeech,
  };
}

export function speechStreamTransformer(dialect: SpeechDialect = {}): StreamTransformer<'speechStream', SpeechState> {
  return {
    // What comes, sound or events, is told by its content type.
    framing: 'bytes',
    encode: (request, context) => encodeSpeech(request, context, dialect, true),
    decoder: (state, context, { headers }) => speechDecoder(state, context, headers),
  };
}

function encodeSpeech(
  request: SpeechRequest,
  context: CodecContext,
  dialect: SpeechDialect,
  stream: boolean,
): Encoded<SpeechState> {
  const rules = dialect.rules?.(request.model ?? '');
  const warnings: Warning[] = [];
  const own = vendorFields(request, context, speechWire);
  const draft: Draft = { model: request.model, input: request.input };
  const { voice = dialect.defaultVoice, format, speed, instructions, sampleRate, language, seed } = request;
  putFields(
    { voice, format, speed, instructions, sampleRate, language, seed },
    { ...openaiFields, ...dialect.fields, ...rules?.fields },
    draft,
    warnings,
  );
  const events = rules?.events ?? dialect.events ?? true;
  if (stream && events) draft.stream_format = 'sse';
  const body = finishBody(draft, own, rules?.extra ?? dialect.extra);
  const sent = stringOf(body.response_format) ?? 'mp3';
  if (own.voice === undefined && voice === undefined)
    warn(warnings, 'voice', 'No voice was named; the vendor may refuse the request.');
  return {
    wire: { body: { type: 'json', value: body } },
    warnings,
    state: { mediaType: audioTypeOf(sent), characters: request.input.length },
  };
}

function decodeSpeech(
  reply: WireReply,
  { mediaType, characters }: SpeechState,
  context: CodecContext,
): Decoded<SpeechResponse> {
  const type = contentType(reply.headers);
  const usage: Usage = { state: 'reported', units: { characters } };
  if (type !== 'application/json')
    return { audio: { data: reply.bytes, mediaType: soundType(type, mediaType), ...rate(mediaType) }, usage };
  // Mistral answers { audio_data }, others { audio: { url } }.
  const body = recordOf(reply.json());
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers: reply.headers });
  const url = stringOf(recordOf(body?.audio)?.url) ?? stringOf(body?.audio_url) ?? stringOf(body?.url);
  const encoded = stringOf(body?.audio_data) ?? stringOf(body?.audio) ?? stringOf(recordOf(body?.audio)?.data);
  const data = encoded === undefined ? undefined : base64ToBytes(encoded);
  if (!data && url === undefined)
    throw new KitError('invalid-response', 'The reply holds no sound.', { provider: context.provider });
  return { audio: { ...(data && { data }), ...(url !== undefined && { url }), mediaType, ...rate(mediaType) }, usage };
}

/** Raw samples come at 24 kHz, 16 bits. */
const rate = (mediaType: string) => (mediaType === 'audio/pcm' ? { sampleRate: 24_000 } : undefined);

function contentType(headers: WireHeaders): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

const soundType = (told: string | undefined, asked: string) => (told?.startsWith('audio/') ? told : asked);

function speechDecoder(
  { mediaType, characters }: SpeechState,
  context: CodecContext,
  headers: WireHeaders,
): PartDecoder<SpeechPart> {
  const type = contentType(headers);
  const framing: Framing | undefined = type === 'text/event-stream' ? sseFraming() : undefined;
  let started = false;
  let done = false;
  let usage: Usage | undefined;

  const start = (out: SpeechPart[]) => {
    if (started) return;
    started = true;
    out.push({ type: 'start', mediaType: framing ? mediaType : soundType(type, mediaType) });
  };
  const event = (data: string, out: SpeechPart[]) => {
    const told = parseJson(data);
    if (!isRecord(told)) return;
    const failure = failureIn(told);
    if (failure) throw context.failure({ ...failure, headers });
    const sound = stringOf(told.audio) ?? stringOf(told.audio_data);
    const bytes = sound === undefined ? undefined : base64ToBytes(sound);
    if (bytes && bytes.length > 0) out.push({ type: 'audio', data: bytes });
    if (told.type === 'speech.audio.done') done = true;
    usage = responsesUsage(told.usage) ?? usage;
  };

  return {
    event(data, out) {
      start(out);
      if (typeof data === 'string') event(data, out);
      else if (framing) framing.push(data, (text) => event(text, out));
      else out.push({ type: 'audio', data });
    },
    end(out) {
      framing?.end((text) => event(text, out));
      // Sound itself has no end marker: its end is the end of the body.
      if (framing && !done) return false;
      start(out);
      const units = { ...usage?.units, characters };
      out.push({ type: 'finish', usage: usage ? { ...usage, units } : { state: 'reported', units } });
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
