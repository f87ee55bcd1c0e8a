// falRun: any model with its own input, as a job of the queue.
import { type Call, type JsonObject, type JsonValue, KitError } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import { isRecord } from '@kit/wire';
import type { FalOutputJob, FalRunRequest } from './own-operations.ts';
import { jobPath, queueJob, submission, submit } from './queue/queue.ts';
import type { FalSettings } from './settings.ts';

type Started = Exclude<FalRunRequest, { readonly attach: string }>;

export function runOperation(settings: FalSettings): ShownOperation<'falRun'> {
  return {
    async handle(call, exchange): Promise<FalOutputJob> {
      const { request } = call;
      const definition = (jobId: string) =>
        queueJob(call as never, jobId, (output, requestId) => ({ requestId, output: output as JsonValue }), settings);
      if (request.attach !== undefined) return exchange.job(call as unknown as Call, definition(request.attach));
      const {
        jobId,
        reply,
        call: pinned,
      } = await submit(call as never, exchange, draftOf(request as Started), settings);
      return exchange.job({ ...call, ...pinned } as unknown as Call, { ...definition(jobId), reply });
    },
    inspect({ request }) {
      if (request.attach !== undefined) return { method: 'GET', path: jobPath(request.attach) };
      return submission(draftOf(request as Started));
    },
  };
}

function draftOf({ model, input, webhookURL, priority, startTimeoutSeconds }: Started) {
  return {
    model,
    input: checkedInput('falRun', input),
    query: { fal_webhook: webhookURL },
    headers: {
      'x-fal-queue-priority': priority,
      'x-fal-request-timeout': startTimeoutSeconds === undefined ? undefined : String(startTimeoutSeconds),
    },
  };
}

/** @throws KitError `invalid-request` */
export function checkedInput(operation: string, input: unknown): JsonObject {
  if (isRecord(input)) return input as JsonObject;
  const message = `${operation}: \`input\` is required: an object by the model's schema.`;
  throw new KitError('invalid-request', message, { field: 'input' });
}
