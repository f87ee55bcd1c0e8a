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
import { base64ToBytes, isRecord, parseJson, recordOf, stringOf } from '@kit/wire';
import { EventDecoding, sseFraming } from '@kit/wire/events';
import type { SpeechDialect, SpeechField } from '../dialect/media-dialects.ts';
import { failureIn } from '../reply/failure.ts';
import { audioTypeOf } from '../reply/media.ts';
import { type Draft, finishBody, vendorFields, warn } from '../request/body.ts';
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
  /** Only JSON holds sound at this server. */
  readonly inJson: boolean;
  /** Events were asked for: plain words are none, and no sound. */
  readonly asksEvents: boolean;
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
  if (stream && events) Object.assign(draft, dialect.eventsRequest ?? { stream_format: 'sse' });
  const body = finishBody(draft, own, rules?.extra ?? dialect.extra);
  const sent = stringOf(body.response_format) ?? 'mp3';
  if (own.voice === undefined && voice === undefined)
    warn(warnings, 'voice', 'No voice was named; the vendor may refuse the request.');
  return {
    wire: { body: { type: 'json', value: dialect.body?.(body, request) ?? body } },
    warnings,
    state: {
      inJson: dialect.inJson ?? false,
      asksEvents: stream && events,
      mediaType: audioTypeOf(sent),
      characters: request.input.length,
    },
  };
}

function decodeSpeech(reply: WireReply, state: SpeechState, context: CodecContext): Decoded<SpeechResponse> {
  const { mediaType, characters } = state;
  const type = contentType(reply.headers);
  if (state.inJson || type === 'application/json') return soundInJson(reply.json(), state, context, reply.headers);
  if (isPage(type) || reply.bytes.length === 0) throw noSound(context, type);
  return {
    audio: { data: reply.bytes, mediaType: soundType(type, mediaType), ...rate(mediaType) },
    usage: { state: 'reported', units: { characters } },
  };
}

/** Mistral answers { audio_data }, others { audio: { url } }. */
function soundInJson(
  value: unknown,
  { mediaType, characters }: SpeechState,
  context: CodecContext,
  headers: WireHeaders,
): Decoded<SpeechResponse> {
  const body = recordOf(value);
  const failure = failureIn(body);
  if (failure) throw context.failure({ ...failure, headers });
  const url = stringOf(recordOf(body?.audio)?.url) ?? stringOf(body?.audio_url) ?? stringOf(body?.url);
  const encoded =
    stringOf(body?.audio_data) ??
    stringOf(body?.audio) ??
    stringOf(recordOf(body?.audio)?.data) ??
    stringOf(recordOf(body?.result)?.audio); // Cloudflare's envelope
  const data = encoded === undefined ? undefined : base64ToBytes(encoded);
  if (!data && url === undefined) throw noSound(context, 'application/json');
  return {
    audio: { ...(data && { data }), ...(url !== undefined && { url }), mediaType, ...rate(mediaType) },
    usage: { state: 'reported', units: { characters } },
  };
}

/** The page of a proxy. Servers that name no type are told apart no further: what they send is sound. */
const isPage = (type: string | undefined) => type === 'text/html' || type === 'text/xml' || type === 'application/xml';

const noSound = ({ provider }: CodecContext, type = 'no content type') =>
  new KitError('invalid-response', `The reply holds no sound (${type.slice(0, 80)}).`, { provider });

/** Raw samples come at 24 kHz, 16 bits. */
const rate = (mediaType: string) => (mediaType === 'audio/pcm' ? { sampleRate: 24_000 } : undefined);

function contentType(headers: WireHeaders): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

const soundType = (told: string | undefined, asked: string) => (told?.startsWith('audio/') ? told : asked);

/** What comes, sound, events or JSON, is told by its content type. */
function speechDecoder(state: SpeechState, context: CodecContext, headers: WireHeaders): PartDecoder<SpeechPart> {
  const type = contentType(headers);
  if (type === 'text/event-stream') return new SpeechEvents(state, context, headers);
  if (state.inJson || type === 'application/json') return new WholeSpeech(state, context, headers);
  if (isPage(type) || (state.asksEvents && type === 'text/plain')) throw noSound(context, type);
  return new Sound(state, context, type);
}

/** Events that hold sound, and the last one `speech.audio.done`. */
class SpeechEvents implements PartDecoder<SpeechPart> {
  done = false;
  readonly #state: SpeechState;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  readonly #events = new EventDecoding<SpeechPart>({ framing: sseFraming(), decoder: this });
  #started = false;
  #usage: Usage | undefined;

  constructor(state: SpeechState, context: CodecContext, headers: WireHeaders) {
    this.#state = state;
    this.#context = context;
    this.#headers = headers;
  }

  get finished(): boolean {
    return this.done;
  }

  /** Bytes as they come; text is an event's that is no JSON object. */
  event(data: string | Uint8Array, out: SpeechPart[]): void {
    if (!this.#started) out.push({ type: 'start', mediaType: this.#state.mediaType });
    this.#started = true;
    if (data === '[DONE]') this.done = true;
    else if (typeof data === 'string') this.json(parseJson(data), out);
    else this.#events.read(data, out);
  }

  json(event: unknown, out: SpeechPart[]): void {
    if (!isRecord(event)) return;
    const failure = failureIn(event);
    if (failure) throw this.#context.failure({ ...failure, headers: this.#headers });
    const sound = stringOf(event.audio) ?? stringOf(event.audio_data) ?? stringOf(event.b64); // the last: Together
    const data = sound === undefined ? undefined : base64ToBytes(sound);
    if (data && data.length > 0) out.push({ type: 'audio', data });
    if (event.type === 'speech.audio.done') this.done = true;
    this.#usage = responsesUsage(event.usage) ?? this.#usage;
  }

  end(out: SpeechPart[]): boolean {
    this.#events.end(out);
    if (!this.done) return false;
    out.push(finish(this.#state, this.#usage));
    return true;
  }
}

/** Sound itself has no end marker: its end is the end of the body. */
class Sound implements PartDecoder<SpeechPart> {
  readonly done = false;
  readonly finished = false;
  readonly #state: SpeechState;
  readonly #context: CodecContext;
  readonly #type: string | undefined;
  #started = false;

  constructor(state: SpeechState, context: CodecContext, type: string | undefined) {
    this.#state = state;
    this.#context = context;
    this.#type = type;
  }

  event(data: string | Uint8Array, out: SpeechPart[]): void {
    if (typeof data === 'string') return;
    if (!this.#started) out.push({ type: 'start', mediaType: soundType(this.#type, this.#state.mediaType) });
    this.#started = true;
    out.push({ type: 'audio', data });
  }

  end(out: SpeechPart[]): boolean {
    if (!this.#started) throw noSound(this.#context, this.#type);
    out.push(finish(this.#state));
    return true;
  }
}

/** Servers that do not stream answer whole. */
class WholeSpeech implements PartDecoder<SpeechPart> {
  readonly done = false;
  readonly finished = false;
  readonly #state: SpeechState;
  readonly #context: CodecContext;
  readonly #headers: WireHeaders;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(state: SpeechState, context: CodecContext, headers: WireHeaders) {
    this.#state = state;
    this.#context = context;
    this.#headers = headers;
  }

  event(data: string | Uint8Array): void {
    this.#text += typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true });
  }

  end(out: SpeechPart[]): boolean {
    const { data } = soundInJson(parseJson(this.#text), this.#state, this.#context, this.#headers).audio;
    if (!(data instanceof Uint8Array)) throw noSound(this.#context, 'application/json');
    out.push({ type: 'start', mediaType: this.#state.mediaType }, { type: 'audio', data }, finish(this.#state));
    return true;
  }
}

function finish({ characters }: SpeechState, usage: Usage = { state: 'reported' }): SpeechPart {
  return { type: 'finish', usage: { ...usage, units: { ...usage.units, characters } } };
}
