// transcribeStream: live audio in, words out, over a WebSocket.
import {
  type Call,
  type CallContext,
  deriveContext,
  foldTranscript,
  KitError,
  mergeDeadlines,
  openStream,
  type PartSource,
  type Session,
  streamFor,
  type TranscribePart,
} from '@kit/core';
import { type Exchange, type ExchangeSession, explainRefusal, type ShownOperation, sessionSource } from '@kit/http';
import { type LiveMessage, type PumpState, piecesOf, pumpAudio } from './audio-pump.ts';
import { closeFailure } from './close-codes.ts';
import { FluxDecoder } from './flux-decoder.ts';
import { encodeLive, fluxUrl, type LiveRequest } from './live-request.ts';
import type { MessageDecoder } from './message-decoder.ts';
import { NovaDecoder } from './nova-decoder.ts';

export interface LiveSettings {
  readonly smartFormat: boolean;
  /** Another WebSocket than the runtime's. */
  readonly WebSocket: unknown;
}

type LiveCall = Call<'transcribeStream'>;

export function transcribeStreamOperation(settings: LiveSettings): ShownOperation<'transcribeStream'> {
  return {
    async handle(call, exchange) {
      const live = encodeLive(call.request, exchange.codec(call), settings.smartFormat);
      exchange.checked(call, live.warnings);
      const pieces = piecesOf(call.request.audio);
      const context = patient(call.context);
      const opened = await openLive({ ...call, context }, exchange, settings, live);
      const { attempt, startedAtMs, meta } = opened;
      const { model } = call.request;
      const stream = await openStream(liveSource(opened, pieces, { live, context }), {
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
      const { path, warnings } = encodeLive(request, codec, settings.smartFormat);
      return { wire: { method: 'GET', path }, warnings };
    },
  };
}

/** People pause for longer than any part of an answer takes: only deadlines that the caller sets hold for silence. */
function patient(context: CallContext): CallContext {
  return deriveContext(context, { deadlines: mergeDeadlines({ firstPart: false, idle: false }, context.deadlines) });
}

interface OpenLive extends ExchangeSession<LiveMessage, TranscribePart> {
  readonly decoder: MessageDecoder;
}

async function openLive(
  call: LiveCall,
  exchange: Exchange,
  settings: LiveSettings,
  live: LiveRequest,
): Promise<OpenLive> {
  const codec = exchange.codec(call);
  const decoder = new (live.flux ? FluxDecoder : NovaDecoder)((body) => codec.failure({ body: body as never }));
  const wire = live.flux ? { url: fluxUrl(call.context.baseURL ?? exchange.baseURL, live) } : { path: live.path };
  const opened = await exchange.session<LiveMessage, TranscribePart>(call, wire, {
    encode: (message) => (message instanceof Uint8Array ? message : JSON.stringify(message)),
    decode(data, emit) {
      if (typeof data !== 'string') return;
      const parts: TranscribePart[] = [];
      decoder.message(data, parts);
      for (const part of parts) emit(part);
    },
    endMessage: () => JSON.stringify({ type: 'CloseStream' }),
    failure: closeFailure,
    explain: (error) => explainRefusal(error, call, exchange, { method: 'GET', path: '/projects' }),
    ...(settings.WebSocket !== undefined && { WebSocket: settings.WebSocket }),
  });
  return { ...opened, decoder };
}

/** Parts of the session while its audio is sent. */
function liveSource(
  { session, decoder }: OpenLive,
  pieces: AsyncGenerator<Uint8Array>,
  { live, context }: { live: LiveRequest; context: CallContext },
): PartSource<TranscribePart> {
  const state: PumpState = { ended: false };
  void pumpAudio({ session, pieces, context, flux: live.flux, state });
  return sessionSource(partsOf(session, decoder, live, state), () => {
    session.close();
    // A source that waits for its next piece is left as soon as that has come.
    pieces.return(undefined).catch(() => {});
  });
}

async function* partsOf(
  session: Session<LiveMessage, TranscribePart>,
  decoder: MessageDecoder,
  { warnings }: LiveRequest,
  state: PumpState,
): AsyncGenerator<TranscribePart> {
  let untold = warnings;
  for await (const part of session) {
    yield part;
    for (const warning of untold) yield { type: 'warning', warning } as unknown as TranscribePart;
    untold = [];
  }
  if (state.failure) throw state.failure;
  const last: TranscribePart[] = [];
  if (!state.ended || !decoder.end(last))
    throw new KitError('invalid-response', 'Deepgram: the session was closed before the transcript was complete.');
  yield* last;
}
