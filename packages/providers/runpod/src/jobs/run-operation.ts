// runpodRun: a job with an input of one's own, as a handle.
import { type Call, type CodecContext, type JsonObject, KitError } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import type { Settings } from '../options.ts';
import type { RunpodJobRequest, RunpodRunRequest } from './operation.ts';
import { type HandleAsk, jobBody, jobHandle, shownHandle } from './run.ts';

export function runOperation(settings: Settings): ShownOperation<'runpodRun'> {
  return {
    handle: async (call, exchange) =>
      jobHandle(call as unknown as Call, exchange, settings, askOf(call.request, exchange.codec(call)), (job) => job),
    inspect: ({ request }, codec) => shownHandle(request, settings, askOf(request, codec)),
  };
}

/** @throws KitError `invalid-request` for a request that is wrong */
export function askOf(given: RunpodRunRequest, codec: CodecContext): HandleAsk {
  const request = checkedRequest(given);
  return { attach: request.attach, body: () => requestBody(request as RunpodJobRequest, codec) };
}

function requestBody({ input, webhook, policy, s3Config, vendor }: RunpodJobRequest, codec: CodecContext): JsonObject {
  return {
    ...(webhook !== undefined && { webhook }),
    ...(policy && { policy }),
    ...(s3Config && { s3Config }),
    ...jobBody(input, vendor, codec),
  };
}

const fields = ['endpointId', 'model', 'input', 'webhook', 'policy', 's3Config', 'vendor', 'attach'];

/** @throws KitError `invalid-request` with the field that is wrong */
function checkedRequest(request: RunpodRunRequest): RunpodRunRequest {
  const wrong = (field: string, what: string) => new KitError('invalid-request', `\`${field}\` is ${what}.`, { field });
  for (const field of Object.keys(request))
    if (!fields.includes(field)) throw wrong(field, `unknown; there are ${fields.join(', ')}`);
  const { attach, input } = request as { readonly attach?: unknown; readonly input?: unknown };
  if (attach !== undefined) {
    if (typeof attach === 'string' && attach !== '') return request;
    throw wrong('attach', 'not the id of a job');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw wrong('input', 'required: an object by the documents of the worker');
  return request;
}
