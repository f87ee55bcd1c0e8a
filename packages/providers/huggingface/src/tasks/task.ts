// huggingfaceTask: inputs and parameters as the task has them, its output as it comes.
import {
  type JsonValue,
  KitError,
  type OperationDeclaration,
  type Transformer,
  vendorOptions,
  type WireBody,
} from '@kit/core';
import { rootOf } from './address.ts';
import { usageOf } from './facts.ts';
import type { HuggingfaceTaskRequest } from './operation.ts';

/** Where a task runs; without a root the path behind it. */
type Place = (model: string, task: string | undefined, root: string) => string;

export function taskOperation(place: Place): OperationDeclaration<'huggingfaceTask'> {
  const transformer: Transformer<'huggingfaceTask', undefined> = {
    encode(request, context) {
      const { model = '', task, inputs } = request;
      if (inputs === undefined)
        throw new KitError('invalid-request', 'huggingfaceTask: `inputs` is required.', { field: 'inputs' });
      const root = rootOf(context);
      const at = place(model, task, root);
      const own = vendorOptions(request.vendor, context, 'huggingface');
      return {
        wire: { url: at.startsWith('/') ? `${root}${at}` : at, body: bodyOf(request, own) },
        warnings: [],
        state: undefined,
      };
    },
    decode(reply) {
      const mediaType = reply.headers['content-type'] ?? 'application/octet-stream';
      if (/json|text/.test(mediaType)) return { output: reply.json() as JsonValue, ...usageOf(reply) };
      return { data: reply.bytes, mediaType, ...usageOf(reply) };
    },
  };
  return { endpoint: { path: '/' }, transformer: transformer as Transformer<'huggingfaceTask'> };
}

function bodyOf(
  { inputs, mediaType, parameters }: HuggingfaceTaskRequest,
  own: Readonly<Record<string, JsonValue | undefined>> | undefined,
): WireBody {
  if (inputs instanceof Uint8Array)
    return { type: 'bytes', data: inputs, mediaType: mediaType ?? 'application/octet-stream' };
  const value = { inputs, ...(parameters && { parameters }), ...own } as JsonValue;
  return { type: 'json', value };
}
