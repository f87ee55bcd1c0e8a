// nlpcloudTask: any other endpoint with its own input (classification, summarization, entities, translation, …).
import { type JsonObject, KitError, type Result, type VendorOptions } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import { asked } from './ask.ts';
import type { Settings } from './options.ts';

declare module '@kit/core' {
  interface Operations {
    nlpcloudTask: { request: NlpcloudTaskRequest; result: NlpcloudTaskResponse };
  }
}

export interface NlpcloudTaskRequest {
  readonly model?: string;
  /** The last segment of the endpoint's address: `classification`, `summarization`, `entities`, `question`, … */
  readonly task: string;
  /** By the endpoint's documents. */
  readonly input: JsonObject;
  readonly vendor?: VendorOptions;
}

export interface NlpcloudTaskResponse extends Result {
  readonly output: JsonObject;
}

export const taskOperation = (settings: Settings): HandledOperation<'nlpcloudTask'> =>
  asked<'nlpcloudTask'>(
    {
      endpoint: ({ task }) => {
        if (typeof task === 'string' && /^[\w-]+$/.test(task)) return task;
        throw new KitError('invalid-request', 'nlpcloudTask: `task` is the name of an endpoint: `classification`, …', {
          field: 'task',
        });
      },
      gpu: false,
      input: ({ input }) => input ?? {},
      result: (body) => ({ output: body as JsonObject }),
    },
    settings,
  );
