// Downloading a model: lines of progress, then `success`.
import { type CodecContext, type PartDecoder, type StreamTransformer, vendorOptions } from '@kit/core';
import { isRecord, numberOf, parseJson, stringOf } from '@kit/wire';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import type { PullPart } from './operations.ts';

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
