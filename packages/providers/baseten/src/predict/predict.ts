// Predictions: the body is the model's own input, the reply its own output.
import {
  type Decoded,
  type Fold,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type PartDecoder,
  type ResponseMeta,
  type StreamTransformer,
  type Transformer,
  type Warning,
  type WireHeaders,
  type WireReply,
} from '@kit/core';
import { parseJson } from '@kit/wire';
import { createUtf8Decoder } from '@kit/wire/events';
import type { Deployment } from '../deployment.ts';
import { routesAt } from '../routes.ts';
import type { BasetenPrediction, BasetenPredictPart } from './operations.ts';

const verbOf = (deployment: Deployment | undefined) => (deployment?.kind === 'chain' ? 'run_remote' : 'predict');

export function predictOperation(deployment: Deployment | undefined): OperationDeclaration<'basetenPredict'> {
  const transformer: Transformer<'basetenPredict'> = {
    encode: ({ input }, codec) => ({
      wire: { url: `${routesAt(codec)}/${verbOf(deployment)}`, body: { type: 'json', value: input } },
      warnings: [],
      state: undefined,
    }),
    decode: (reply) => readPrediction(reply),
  };
  return { endpoint: { path: '' }, transformer };
}

export function predictStreamOperation(
  deployment: Deployment | undefined,
): OperationDeclaration<'basetenPredictStream'> {
  const streamTransformer: StreamTransformer<'basetenPredictStream'> = {
    framing: 'bytes',
    encode: ({ input }, codec) => ({
      wire: { url: `${routesAt(codec)}/${verbOf(deployment)}`, body: { type: 'json', value: input } },
      warnings: [],
      state: undefined,
    }),
    decoder(_state, _context, { headers }) {
      const type = typeOf(headers);
      if (isPage(type)) throw noOutput();
      return new Output(type);
    },
  };
  return { endpoint: { path: '' }, streamTransformer };
}

const typeOf = (headers: WireHeaders) => headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();

const isText = (type: string | undefined) => type === undefined || /^text\/|json$|event-stream$/.test(type);

/** The page of a proxy is no output, JSON that is torn neither. */
function isPage(type: string | undefined): boolean {
  return type === 'text/html';
}

const noOutput = () => new KitError('invalid-response', 'The reply is a page, not the output of a model.');

function readPrediction(reply: WireReply): Decoded<BasetenPrediction> {
  const mediaType = typeOf(reply.headers);
  if (isPage(mediaType)) throw noOutput();
  if (mediaType === 'application/json') return { output: reply.json() as JsonValue, text: reply.text(), mediaType };
  const told = mediaType === undefined ? {} : { mediaType };
  if (!isText(mediaType)) return { data: reply.bytes, ...told };
  const text = reply.text();
  const output = parseJson(text) as JsonValue | undefined;
  return { text, ...(output !== undefined && { output }), ...told };
}

/** Whatever comes, as it comes; its end is the end of the body. */
class Output implements PartDecoder<BasetenPredictPart> {
  readonly done = false;
  readonly finished = false;
  readonly #mediaType: string | undefined;
  readonly #utf8 = createUtf8Decoder();
  #started = false;

  constructor(mediaType: string | undefined) {
    this.#mediaType = mediaType;
  }

  event(data: string | Uint8Array, out: BasetenPredictPart[]): void {
    this.#start(out);
    if (typeof data === 'string') out.push({ type: 'text', text: data });
    else if (!isText(this.#mediaType)) out.push({ type: 'data', data });
    else this.#text(this.#utf8.decode(data), out);
  }

  end(out: BasetenPredictPart[]): boolean {
    this.#start(out);
    if (isText(this.#mediaType)) this.#text(this.#utf8.end(), out);
    out.push({ type: 'finish' });
    return true;
  }

  #start(out: BasetenPredictPart[]): void {
    if (this.#started) return;
    this.#started = true;
    out.push({ type: 'start', ...(this.#mediaType !== undefined && { mediaType: this.#mediaType }) });
  }

  #text(text: string, out: BasetenPredictPart[]): void {
    if (text !== '') out.push({ type: 'text', text });
  }
}

/** The whole output, as a complete reply would have it. */
export const foldPrediction = (): Fold<BasetenPredictPart, BasetenPrediction> => new PredictionFold();

class PredictionFold implements Fold<BasetenPredictPart, BasetenPrediction> {
  readonly usage = undefined;
  #text: string | undefined;
  #mediaType: string | undefined;
  #meta: ResponseMeta = { provider: '', timings: {}, attempts: [] };
  readonly #data: Uint8Array[] = [];
  readonly #warnings: Warning[] = [];

  get characters(): number {
    return this.#text?.length ?? 0;
  }

  add(batch: readonly (BasetenPredictPart | { readonly type: 'warning'; readonly warning: Warning })[]): void {
    for (const part of batch) {
      if (part.type === 'text') this.#text = (this.#text ?? '') + part.text;
      else if (part.type === 'data') this.#data.push(part.data);
      else if (part.type === 'warning') this.#warnings.push(part.warning);
      else this.#meta = part.meta ?? this.#meta;
      if (part.type === 'start') this.#mediaType = part.mediaType;
    }
  }

  result(): BasetenPrediction {
    const text = this.#text;
    const output = text === undefined ? undefined : (parseJson(text) as JsonValue | undefined);
    return {
      ...(output !== undefined && { output }),
      ...(text !== undefined && { text }),
      ...(this.#data.length > 0 && { data: joined(this.#data) }),
      ...(this.#mediaType !== undefined && { mediaType: this.#mediaType }),
      meta: this.#meta,
      warnings: [...this.#warnings],
    };
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
