// transcribeStream: recordings over HTTP; with a realtime model live audio over a WebSocket.
import {
  type Call,
  deriveContext,
  foldTranscript,
  KitError,
  mergeDeadlines,
  type OperationDeclaration,
  openStream,
  type PartDecoder,
  type PartSource,
  type StreamTransformer,
  streamFor,
  type TranscribePart,
  type TranscribeRequest,
  type Warning,
  type WireRequest,
} from '@kit/core';
import { type Exchange, type ExchangeSession, type HandledOperation, sessionSource } from '@kit/http';
import { parseJson } from '@kit/wire';
import { AudioPump, type LiveMessage } from './audio-pump.ts';

type Declaration = OperationDeclaration<'transcribeStream'>;
type Recorded = StreamTransformer<'transcribeStream'>;

const isLive = ({ model }: TranscribeRequest) => model?.includes('realtime') === true;

/** Live audio where the model hears it, else what `recorded` declares. */
export function liveTranscription(recorded: Declaration, WebSocket: unknown): HandledOperation<'transcribeStream'> {
  return {
    handle: (call, exchange) =>
      isLive(call.request)
        ? live(call, exchange, recorded, WebSocket)
        : (exchange.run(call, recorded) as Promise<never>),
    async inspect({ request }, codec) {
      if (isLive(request)) return { wire: { method: 'GET', ...endpoint(request) }, warnings: left(request) };
      const { path, transformer } = await loaded(recorded);
      const { wire, warnings } = transformer.encode(request, codec);
      return { wire: { path, ...wire }, warnings };
    },
  };
}

async function loaded(declaration: Declaration): Promise<{ readonly path: string; readonly transformer: Recorded }> {
  if ('load' in declaration) return loaded(await declaration.load());
  const { endpoint: place, streamTransformer } = declaration as {
    endpoint: { path: string };
    streamTransformer: Recorded;
  };
  return { path: place.path, transformer: streamTransformer };
}

const endpoint = ({ model }: TranscribeRequest): WireRequest => ({
  path: '/audio/transcriptions/realtime',
  query: { model },
});

/** A session takes audio and its format, nothing else. */
function left(request: TranscribeRequest): Warning[] {
  const refused = ['language', 'prompt', 'keywords', 'timestamps', 'diarize', 'temperature', 'translate'] as const;
  return refused
    .filter((field) => request[field] !== undefined && request[field] !== false && request[field] !== 'none')
    .map((feature) => ({ feature, detail: 'A live session does not take it; left out.' }));
}

async function live(call: Call<'transcribeStream'>, exchange: Exchange, recorded: Declaration, WebSocket: unknown) {
  const { request } = call;
  const warnings = exchange.checked(call, left(request));
  const { transformer } = await loaded(recorded);
  const pump = new AudioPump(request);
  // People pause for longer than any part of an answer takes: only deadlines that the caller sets hold for silence.
  const context = deriveContext(call.context, {
    deadlines: mergeDeadlines({ firstPart: false, idle: false }, call.context.deadlines),
  });
  const codec = exchange.codec(call);
  const decoder = transformer.decoder(undefined, codec, { status: 101, headers: {} });
  const opened = await exchange.session<LiveMessage, TranscribePart>({ ...call, context }, endpoint(request), {
    encode: (message) => JSON.stringify(message),
    decode: (data, emit) => heard(data, decoder, emit),
    endMessage: () => JSON.stringify({ type: 'input_audio.end' }),
    ...(WebSocket !== undefined && { WebSocket }),
  });
  const { attempt, startedAtMs, meta } = opened;
  const stream = await openStream(liveSource(opened, pump, warnings), {
    context,
    attempt,
    newFold: foldTranscript,
    known: { provider: exchange.provider, operation: call.operation, model: request.model },
    meta,
    startedAtMs,
    cost: (usage) => exchange.cost(usage, request.model),
  });
  return streamFor('transcribeStream', stream) as never;
}

function heard(
  data: string | Uint8Array,
  decoder: PartDecoder<TranscribePart>,
  emit: (part: TranscribePart) => void,
): void {
  const parts: TranscribePart[] = [];
  if (typeof data === 'string' && !decoder.done) {
    decoder.json?.(parseJson(data), parts);
    // Nothing follows the whole transcript.
    if (decoder.done) decoder.end(parts);
  }
  for (const part of parts) emit(part);
}

/** Parts of the session while its audio is sent. */
function liveSource(
  { session }: ExchangeSession<LiveMessage, TranscribePart>,
  pump: AudioPump,
  warnings: readonly Warning[],
): PartSource<TranscribePart> {
  void pump.run(session);
  return sessionSource(partsOf(session, pump, warnings), () => {
    session.close();
    pump.stop();
  });
}

async function* partsOf(
  session: AsyncIterable<TranscribePart>,
  pump: AudioPump,
  warnings: readonly Warning[],
): AsyncGenerator<TranscribePart> {
  let untold = warnings;
  for await (const part of session) {
    yield part;
    for (const warning of untold) yield { type: 'warning', warning };
    untold = [];
    // The vendor may leave the closing to us.
    if (part.type === 'finish') return;
  }
  throw (
    pump.failure ??
    new KitError('invalid-response', 'Mistral AI: the session was closed before the transcript was complete.')
  );
}
