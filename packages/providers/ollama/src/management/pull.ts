// Downloading a model: lines of progress, then `success`.
import type { CodecContext, Fold, PartDecoder, ResponseMeta, StreamTransformer, Warning } from '@kit/core';
import { vendorOptions } from '@kit/core';
import { isRecord, numberOf, parseJson, stringOf } from '@kit/wire';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import type { PullPart, PullResponse } from './operations.ts';

export const pullTransformer: StreamTransformer<'pull', { readonly model: string }> = {
  framing: 'ndjson',
  encode(request, context) {
    const { model, insecure, vendor } = request;
    const body = { model, insecure, stream: true, ...vendorOptions(vendor, context, wireId) };
    return { wire: { body: jsonBody(body) }, warnings: [], state: { model } };
  },
  decoder: ({ model }, context) => new PullDecoder(model, context),
};

class PullDecoder implements PartDecoder<PullPart> {
  done = false;
  readonly #model: string;
  readonly #context: CodecContext;
  #started = false;

  constructor(model: string, context: CodecContext) {
    this.#model = model;
    this.#context = context;
  }

  get finished(): boolean {
    return this.done;
  }

  event(data: string | Uint8Array, out: PullPart[]): void {
    const line = typeof data === 'string' ? parseJson(data) : undefined;
    if (!isRecord(line)) return;
    if (line.error) throw this.#context.failure({ body: line });
    if (!this.#started) {
      this.#started = true;
      out.push({ type: 'start', model: this.#model });
    }
    const status = stringOf(line.status) ?? '';
    const digest = stringOf(line.digest);
    const totalBytes = numberOf(line.total);
    if (status === 'success') this.done = true;
    else if (digest === undefined) out.push({ type: 'progress', activity: status });
    // `completed` is left out while it is 0.
    else
      out.push({
        type: 'download',
        digest,
        completedBytes: numberOf(line.completed) ?? 0,
        ...(totalBytes !== undefined && { totalBytes }),
      });
  }

  end(out: PullPart[]): boolean {
    if (!this.done) return false;
    out.push({ type: 'finish' });
    return true;
  }
}

/** The layers, each as it was told last. */
export function foldPull(): Fold<PullPart, PullResponse> {
  const layers = new Map<string, number | undefined>();
  const warnings: Warning[] = [];
  let meta: ResponseMeta = { provider: '', timings: {}, attempts: [] };
  let model = '';
  return {
    usage: undefined,
    characters: 0,
    add(batch) {
      for (const part of batch as readonly (PullPart | { readonly type: 'warning'; readonly warning: Warning })[]) {
        if (part.type === 'download') layers.set(part.digest, part.totalBytes ?? layers.get(part.digest));
        else if (part.type === 'warning') warnings.push(part.warning);
        else if (part.type === 'start' || part.type === 'finish') meta = part.meta ?? meta;
        if (part.type === 'start') model = part.model ?? model;
      }
    },
    result() {
      const known = [...layers].map(([digest, bytes]) => ({ digest, ...(bytes !== undefined && { bytes }) }));
      const bytes = known.reduce((sum, layer) => sum + (layer.bytes ?? 0), 0);
      return { model, layers: known, bytes, meta, warnings: [...warnings] };
    },
  };
}
