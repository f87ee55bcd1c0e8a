// Runs declared streams. A file of its own, loaded with the first of them: who only asks for complete replies never needs it.
import {
  estimateUsage,
  type Fold,
  foldChat,
  foldSpeech,
  foldTranscript,
  KitError,
  type Operation,
  openStream,
  type PartSource,
  type RequestOf,
  type ResultOf,
  type StreamTransformer,
  streamFor,
  type Usage,
} from '@kit/core';
import { framingFor, LearnedTemplates } from '@kit/wire/events';
import { decodeSource } from './decode-source.ts';
import { failingInside } from './failure/failing-inside.ts';
import { type Answer, type Running, sendCall } from './run-call.ts';
import { type Accounting, checked, metaOf } from './run-declared.ts';

type AnyPart = { readonly type: string };

const builtInFolds: Accounting['folds'] = {
  stream: foldChat,
  speechStream: foldSpeech,
  transcribeStream: foldTranscript,
};

/** A streamed reply: resolves at the commit point. */
export async function runStream(
  running: Running,
  transformer: StreamTransformer<Operation>,
  accounting: Accounting,
): Promise<ResultOf<Operation>> {
  accounting.prices.start();
  const { operation, context } = running;
  const newFold = (accounting.folds[operation] ?? builtInFolds[operation]) as
    | (() => Fold<AnyPart, unknown>)
    | undefined;
  if (!newFold)
    throw new KitError(
      'config',
      `"${operation}" is declared as a stream, but how it folds is not: add it to \`folds\`.`,
      { provider: running.caller.provider, operation, field: `folds.${operation}` },
    );
  const answer = await sendCall(running, (codec) =>
    checked(transformer.encode(running.request as RequestOf<Operation>, codec), running),
  );
  const { startedAtMs, known } = answer;
  let source: ReturnType<typeof openDecoder>;
  try {
    source = openDecoder(running, transformer, answer);
  } catch (thrown) {
    answer.response.body.cancel();
    throw answer.fail(thrown, 'invalid-response');
  }
  let model: string | undefined;
  const opened = await openStream<AnyPart, unknown>(source as PartSource<AnyPart>, {
    context,
    attempt: answer,
    newFold,
    known,
    startedAtMs,
    meta: metaOf(running, answer, accounting),
    cost: (usage) => accounting.prices.cost(usage, model, running.model),
    estimate: (fold) => (source.started ? estimated(running, fold) : undefined),
  });
  model = opened.meta.model;
  return streamFor(operation, opened) as unknown as ResultOf<Operation>;
}

function openDecoder(
  running: Running,
  transformer: StreamTransformer<Operation>,
  { response, encoded, codec }: Answer,
) {
  const { caller, context } = running;
  const { status, headers, body } = response;
  const decoder = failingInside(transformer.decoder(encoded.state, codec, { status, headers }), {
    failsInside: caller.failsInside,
    codec,
    headers,
  });
  const { framing: kind } = transformer;
  const { transient } = decoder;
  return decodeSource({
    body,
    framing:
      kind === 'bytes'
        ? undefined
        : framingFor(headers['content-type'], kind, {
            transient,
            learn: caller.learnEvents,
            shared: sharedTemplates(transformer, transient),
          }),
    decoder,
    environment: context.environment,
    warnings: encoded.warnings,
    raw: context.raw ?? false,
  });
}

/** How the events of each wire's streams are made, as former streams have taught it. */
const templates = new WeakMap<StreamTransformer<Operation>, LearnedTemplates>();
const nothing: readonly string[] = [];

function sharedTemplates(
  transformer: StreamTransformer<Operation>,
  transient: readonly string[] = nothing,
): LearnedTemplates | undefined {
  let shared = templates.get(transformer);
  if (!shared) {
    shared = new LearnedTemplates({ transient, shared: true });
    templates.set(transformer, shared);
  }
  // Decoders of one transformer that differ in what they keep have no templates in common.
  return shared.transient === transient || shared.transient.join() === transient.join() ? shared : undefined;
}

/** Tokens of an answer that broke before its vendor counted. Only chats say what they sent. */
function estimated({ operation, request }: Running, { characters }: Fold<AnyPart, unknown>): Usage | undefined {
  return operation === 'stream' ? estimateUsage(request as RequestOf<'stream'>, characters) : undefined;
}
