// Moderation: detectors of hate, abuse and profanity, and of what tells who somebody is. One text a request.
import {
  type Call,
  type CodecContext,
  type JsonObject,
  KitError,
  type ModerateRequest,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
} from '@kit/core';
import { fanOut, type HandledOperation, joinResults } from '@kit/http';
import { arrayOf, isRecord, numberOf, recordOf, stringOf } from '@kit/wire';
import { type Owner, requireOwner } from './options.ts';

const path = '/text/detection';

export function moderateOperation(owner: Owner): HandledOperation<'moderate'> {
  const transformer = detection(owner);
  const declaration: OperationDeclaration<'moderate'> = { endpoint: { path }, transformer };
  return {
    async handle(call, exchange) {
      const requests = textsOf(call.request).map((input) => ({ ...call.request, input }));
      if (requests.length === 0) return exchange.run(call, declaration);
      const results = await fanOut(call, requests, (one) => exchange.run(one, declaration));
      return { ...joinResults(results), results: results.flatMap((one) => one.results) };
    },
    inspect({ request }: Call<'moderate'>, codec: CodecContext) {
      const { wire, warnings } = transformer.encode(request, codec);
      return { wire: { path, ...wire }, warnings };
    },
  };
}

function detection(owner: Owner): Transformer<'moderate'> {
  return {
    encode(request, context) {
      const { detectors = { hap: {}, pii: {} }, ...own } = (vendorOptions(request.vendor, context, 'watsonx') ??
        {}) as JsonObject;
      const value = { ...requireOwner(owner), input: textsOf(request)[0] ?? '', detectors, ...own };
      return { wire: { body: { type: 'json', value: value as JsonObject } }, warnings: [], state: undefined };
    },
    decode(reply, _, { provider }) {
      const found = recordOf(reply.json())?.detections;
      if (!Array.isArray(found)) throw new KitError('invalid-response', 'The reply holds no verdict.', { provider });
      const categories: Record<string, boolean> = {};
      const scores: Record<string, number> = {};
      for (const row of arrayOf(found).filter(isRecord)) {
        const name = stringOf(row.detection) ?? stringOf(row.detection_type) ?? 'detected';
        categories[name] = true;
        const score = numberOf(row.score);
        if (score !== undefined) scores[name] = Math.max(score, scores[name] ?? 0);
      }
      return { results: [{ flagged: found.length > 0, categories, scores }] };
    },
  };
}

/** @throws KitError `unsupported` for anything but text */
function textsOf({ input }: ModerateRequest): string[] {
  return (typeof input === 'string' ? [input] : input).map((one) => {
    if (typeof one === 'string') return one;
    return one
      .map((part) => {
        if (part.type === 'text') return part.text;
        throw new KitError('unsupported', 'watsonx judges text alone.', { field: 'input' });
      })
      .join('\n');
  });
}
