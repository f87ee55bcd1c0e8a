// cloudflareRun: any model in its own words: translation, summaries, object detection, and what is new.
import {
  type JsonObject,
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type Result,
  type Transformer,
} from '@kit/core';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';

declare module '@kit/core' {
  interface Operations {
    /** Runs a model with the input that its page describes. */
    cloudflareRun: { request: CloudflareRunRequest; result: CloudflareRunResponse };
  }
}

export interface CloudflareRunRequest {
  readonly model: string;
  /** `{ text, source_lang, target_lang }` for a translation, and so on. */
  readonly input: JsonObject;
}

export interface CloudflareRunResponse extends Result {
  /** What the model answers, out of its envelope; undefined where it answers bytes. */
  readonly output?: JsonValue;
  /** Pictures and sound. */
  readonly data?: Uint8Array;
  readonly mediaType?: string;
}

const transformer: Transformer<'cloudflareRun'> = {
  encode: ({ input }) => ({ wire: { body: { type: 'json', value: input } }, warnings: [], state: undefined }),
  decode(reply, _, { provider }) {
    const mediaType = reply.headers['content-type']?.split(';', 1)[0]?.trim() ?? 'application/json';
    if (/^(?:image|audio|video)\/|octet-stream/.test(mediaType)) return { data: reply.bytes, mediaType };
    const output = resultOf(reply.json());
    if (output === undefined || output === null)
      throw new KitError('invalid-response', 'The reply holds no result.', { provider });
    return { output: output as JsonValue };
  },
};

export const runDeclaration: OperationDeclaration<'cloudflareRun'> = {
  endpoint: { path: ({ model }) => runPath(model) },
  transformer,
};
