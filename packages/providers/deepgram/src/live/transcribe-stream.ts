// transcribeStream: live audio in, words out, over a WebSocket.
import {
  beginAttempt,
  type Call,
  type CallContext,
  deriveContext,
  foldTranscript,
  isKitError,
  KitError,
  mergeDeadlines,
  openStream,
  type PartSource,
  type RunningAttempt,
  type Session,
  sourceFromIterable,
  streamFor,
  type TranscribePart,
  toKitError,
} from '@kit/core';
import { type Auth, type Exchange, type Grant, type HandledOperation, openSession } from '@kit/http';
import { priceOf } from '../price.ts';
import { type LiveMessage, type PumpState, piecesOf, pumpAudio } from './audio-pump.ts';
import { closeFailure } from './close-codes.ts';
import { FluxDecoder } from './flux-decoder.ts';
import { encodeLive, type LiveRequest, sessionUrl } from './live-request.ts';
import type { MessageDecoder } from './message-decoder.ts';
import { NovaDecoder } from './nova-decoder.ts';
import { borrowCredential, sessionHeaders } from './session-credential.ts';

export interface LiveSettings {
  readonly auth: Auth;
  readonly smartFormat: boolean;
  /** Sent with the opening request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Another WebSocket than the runtime's. */
  readonly WebSocket: unknown;
}

type LiveCall = Call<'transcribeStream'>;

export function transcribeStreamOperation(settings: LiveSettings): HandledOperation<'transcribeStream'> {
  return {
    async handle(call, exchange) {
      const live = encodeLive(call.request, exchange.codec(call), settings.smartFormat);
      refuseStrictly(live, call.context);
      const pieces = piecesOf(call.request.audio);
      const context = patient(call.context);
      const startedAtMs = context.environment.monotonicMs();
      const { model } = call.request;
      const known = { provider: exchange.provider, operation: call.operation, model };
      const started = beginAttempt(context, { provider: exchange.provider, operation: call.operation, model });
      const { attempt, opened } = await openLive({ ...call, context }, exchange, settings, live, started);
      const meta = { provider: exchange.provider, requestedModel: model, model, credential: attempt.record.credential };
      const stream = await openStream(liveSource(opened, pieces, { live, context }), {
        context,
        attempt,
        newFold: foldTranscript,
        known,
        meta,
        startedAtMs,
        cost: (usage) => priceOf(usage, model),
      });
      return streamFor('transcribeStream', stream) as never;
    },
    inspect: ({ request }, codec) => ({ method: 'GET', path: encodeLive(request, codec, settings.smartFormat).path }),
  };
}

/** People pause for longer than any part of an answer takes: only deadlines that the caller sets hold for silence. */
function patient(context: CallContext): CallContext {
  return deriveContext(context, { deadlines: mergeDeadlines({ firstPart: false, idle: false }, context.deadlines) });
}

function refuseStrictly({ warnings: [warning] }: LiveRequest, { strict }: CallContext): void {
  if (strict && warning)
    throw new KitError('unsupported', `Deepgram cannot do \`${warning.feature}\` exactly: ${warning.detail}`, {
      field: warning.feature,
    });
}

interface OpenLive {
  readonly session: Session<LiveMessage, TranscribePart>;
  readonly decoder: MessageDecoder;
}

async function openLive(
  call: LiveCall,
  exchange: Exchange,
  settings: LiveSettings,
  live: LiveRequest,
  started: RunningAttempt,
): Promise<{ readonly attempt: RunningAttempt; readonly opened: OpenLive }> {
  const { context } = call;
  const url = sessionUrl(context.baseURL ?? exchange.baseURL, live, context.query);
  const codec = exchange.codec(call);
  const decoder = new (live.flux ? FluxDecoder : NovaDecoder)((body) => codec.failure({ body: body as never }));
  let attempt = started;
  try {
    const grant = await borrowCredential(settings.auth, context, exchange);
    attempt = returning(started, grant);
    attempt.update({ credential: grant?.label });
    const headers = await sessionHeaders(grant, url, { ...settings.headers, ...context.headers });
    const session = await openSession<LiveMessage, TranscribePart>({
      url,
      headers,
      context,
      meta: { provider: exchange.provider },
      encode: (message) => (message instanceof Uint8Array ? message : JSON.stringify(message)),
      decode(data, emit) {
        if (typeof data !== 'string') return;
        const parts: TranscribePart[] = [];
        decoder.message(data, parts);
        for (const part of parts) emit(part);
      },
      endMessage: () => JSON.stringify({ type: 'CloseStream' }),
      failure: closeFailure,
      ...(settings.WebSocket !== undefined && { WebSocket: settings.WebSocket }),
    });
    return { attempt, opened: { session, decoder } };
  } catch (thrown) {
    const error = await explained(toKitError(thrown, 'network'), call, exchange);
    attempt.settle(error.code === 'aborted' ? 'cancelled' : 'failed', { error });
    throw error;
  }
}

/** A session that is refused does not say why: whether it was the key is asked elsewhere. */
async function explained(error: KitError, call: LiveCall, exchange: Exchange): Promise<KitError> {
  if (error.code !== 'network') return error;
  try {
    await exchange.send(call, { method: 'GET', path: '/projects' });
    return error;
  } catch (reason) {
    return isKitError(reason, 'authentication', 'permission', 'billing') ? reason : error;
  }
}

/** The attempt; with its end the credential is given back. */
function returning(attempt: RunningAttempt, grant: Grant | undefined): RunningAttempt {
  if (!grant?.settle) return attempt;
  const { record } = attempt;
  return {
    record,
    update: (change) => attempt.update(change),
    settle(outcome, change) {
      const isPending = record.outcome === 'pending';
      attempt.settle(outcome, change);
      if (isPending) grant.settle?.({ ...(change?.error && { error: change.error }) });
    },
  };
}

/** Parts of the session while its audio is sent. */
function liveSource(
  { session, decoder }: OpenLive,
  pieces: AsyncGenerator<Uint8Array>,
  { live, context }: { live: LiveRequest; context: CallContext },
): PartSource<TranscribePart> {
  const state: PumpState = { ended: false };
  void pumpAudio({ session, pieces, context, flux: live.flux, state });
  const parts = sourceFromIterable(partsOf(session, decoder, live, state));
  const release = () => {
    session.close();
    // A source that waits for its next piece is left as soon as that has come.
    pieces.return(undefined).catch(() => {});
  };
  return {
    read(wake) {
      try {
        const batch = parts.read(wake);
        if (batch === null) release();
        return batch;
      } catch (error) {
        release();
        throw error;
      }
    },
    cancel(reason) {
      release();
      parts.cancel(reason);
    },
  };
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
