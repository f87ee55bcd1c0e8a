// elevenlabsLive: text in as it is written, sound out as it is made, over a WebSocket.
import {
  type CodecContext,
  foldSpeech,
  KitError,
  openStream,
  type Session,
  type SpeechPart,
  streamFor,
  type Warning,
} from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { base64ToBytes, parseJson, recordOf, stringOf } from '@kit/wire';
import type { ElevenlabsLiveRequest } from '../own-operations.ts';
import { given, queryOf } from '../request-parts.ts';
import { languageOf, speedOf, voiceOf } from '../speech/encode-speech.ts';
import { type OutputFormat, outputFormat } from '../speech/format.ts';
import { invalidSound } from '../speech/speech.ts';
import { liveAlignmentOf } from '../speech/speech-meta.ts';
import { elevenlabsOptions } from '../vendor-options.ts';
import { explained, liveSource, type Sending, sendAll, tellsFailure } from './live-session.ts';
import { wordwise } from './text-pieces.ts';

export interface LiveSpeechSettings {
  readonly voice: string | undefined;
  /** Another WebSocket than the runtime's. */
  readonly WebSocket: unknown;
}

type Message = { readonly text: string; readonly [field: string]: unknown };
type SpeechSession = Session<Message, SpeechPart>;

export function liveSpeechOperation({ voice, WebSocket }: LiveSpeechSettings): ShownOperation<'elevenlabsLive'> {
  return {
    async handle(call, exchange) {
      const { request, context } = call;
      const codec = exchange.codec(call);
      const { path, first, format, warnings } = encodeLive(request, codec, voice);
      exchange.checked(call, warnings);
      const counted = { characters: 0 };
      const messages = messagesOf(request.input, first, counted);
      const { session, attempt, startedAtMs, meta } = await exchange.session<Message, SpeechPart>(
        call,
        { path },
        {
          encode: (message) => JSON.stringify(message),
          decode: (data, emit) => decodeMessage(data, emit, codec),
          endMessage: () => JSON.stringify({ text: '' }),
          failure: closeFailure,
          explain: (error) => explained(error, call as never, exchange),
          ...(WebSocket !== undefined && { WebSocket }),
        },
      );
      const sending = sendAll(session, messages);
      const parts = partsOf(session, sending, { format, warnings, counted });
      const { model } = request;
      const stream = await openStream(liveSource(parts, session as never, messages), {
        context,
        attempt,
        newFold: foldSpeech,
        known: { provider: exchange.provider, operation: call.operation, model },
        meta,
        startedAtMs,
        cost: (usage) => exchange.cost(usage, model),
      });
      return streamFor('elevenlabsLive', stream) as never;
    },
    inspect({ request }, codec) {
      const { path, warnings } = encodeLive(request, codec, voice);
      return { wire: { method: 'GET', path }, warnings };
    },
  };
}

/** The session's URL and its first message, which must be a single space. */
function encodeLive(request: ElevenlabsLiveRequest, codec: CodecContext, byDefault: string | undefined) {
  const { model, input, seed } = request;
  if (typeof input !== 'string' && !(Symbol.asyncIterator in Object(input)))
    throw new KitError(
      'invalid-request',
      'elevenlabsLive: `input` is required: a text, or an async iterable of its pieces.',
      {
        field: 'input',
      },
    );
  if (model?.startsWith('eleven_v3'))
    throw new KitError('unsupported', `elevenlabsLive: "${model}" does not speak while it is written to.`, {
      field: 'model',
    });
  const warnings: Warning[] = [];
  const own = elevenlabsOptions(request.vendor, codec);
  const { voice_settings, generation_config, timestamps, ...query } = own;
  const format = outputFormat(request, warnings, false);
  const settings = given({ speed: speedOf(request, warnings), ...voice_settings });
  const fields = {
    model_id: model,
    language_code: languageOf(request, warnings),
    output_format: format.word,
    seed,
    sync_alignment: timestamps,
    ...query,
  };
  const first: Message = {
    text: ' ',
    ...(Object.keys(settings).length > 0 && { voice_settings: settings }),
    ...(generation_config !== undefined && { generation_config }),
  };
  const path = `/v1/text-to-speech/${encodeURIComponent(voiceOf(request, byDefault))}/stream-input${queryOf(fields)}`;
  return { path, first, format, warnings };
}

async function* messagesOf(
  input: ElevenlabsLiveRequest['input'],
  first: Message,
  counted: { characters: number },
): AsyncGenerator<Message> {
  yield first;
  for await (const text of wordwise(input)) {
    counted.characters += text.length;
    yield { text };
  }
}

function decodeMessage(data: string | Uint8Array, emit: (part: SpeechPart) => void, codec: CodecContext): void {
  const message = recordOf(parseJson(typeof data === 'string' ? data : new TextDecoder().decode(data)));
  if (!message) return;
  if (tellsFailure(message)) throw codec.failure({ body: message });
  const base64 = stringOf(message.audio);
  if (base64) {
    const sound = base64ToBytes(base64);
    if (!sound) throw invalidSound();
    emit({ type: 'audio', data: sound });
  }
  const units = liveAlignmentOf(message);
  if (units.length > 0) emit({ type: 'alignment', units });
  if (message.isFinal === true) emit({ type: 'finish' });
}

interface Known {
  readonly format: OutputFormat;
  readonly warnings: readonly Warning[];
  readonly counted: { readonly characters: number };
}

async function* partsOf(
  session: SpeechSession,
  sending: Sending,
  { format, warnings, counted }: Known,
): AsyncGenerator<SpeechPart> {
  let started = false;
  for await (const part of session) {
    if (!started) {
      started = true;
      yield { type: 'start', mediaType: format.mediaType };
      for (const warning of warnings) yield { type: 'warning', warning };
    }
    if (part.type === 'finish') {
      // No message says what is billed.
      yield { type: 'finish', usage: { state: 'estimated', units: { characters: counted.characters } } };
      return;
    }
    yield part;
  }
  throw (
    sending.failure ??
    new KitError('invalid-response', 'ElevenLabs: the session was closed before the text was spoken.')
  );
}

/** Closing codes that mean something; what the vendor says before it closes says more. */
export function closeFailure(code: number, reason: string): KitError | undefined {
  const told = reason === '' ? `code ${code}` : `code ${code}: ${reason.slice(0, 200)}`;
  if (/inactivity|timeout|timed out/i.test(reason))
    return new KitError('timeout', `ElevenLabs: nothing was sent for too long (${told}).`, { phase: 'idle' });
  if (code === 1008)
    return new KitError('invalid-request', `ElevenLabs: the session was refused (${told}).`, { retry: 'never' });
  return code === 1011 ? new KitError('server', `ElevenLabs: the session was closed (${told}).`) : undefined;
}
