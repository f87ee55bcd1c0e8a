// The `video` operation: an asynchronous invocation, which leaves its video in a bucket of the caller's.
import {
  type CodecContext,
  type JobState,
  type JobStatus,
  KitError,
  type VideoRequest,
  vendorOptions,
  type Warning,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { videoOperation as jobOperation, type ShownOperation } from '@kit/http';
import { parseTimestamp, recordOf, stringOf } from '@kit/wire';
import { type BaseModels, foundationModel } from '../model-id.ts';
import { jsonBody } from '../request-body.ts';
import { wireId } from '../wire-id.ts';
import { reelInput } from './nova-reel.ts';

export function videoOperation(baseModels: BaseModels | undefined): ShownOperation<'video'> {
  return jobOperation({
    start: (request, codec, warnings) => start(request, { codec, warnings, baseModels }),
    idOf: (reply) => stringOf(recordOf(reply.json())?.invocationArn),
    look: (id) => ({ method: 'GET', path: `/async-invoke/${encodeURIComponent(id)}` }),
    statusOf,
    videosOf,
  });
}

interface Encoding {
  readonly codec: CodecContext;
  readonly warnings: Warning[];
  readonly baseModels: BaseModels | undefined;
}

function start(request: VideoRequest, { codec, warnings, baseModels }: Encoding): WireRequest {
  const modelId = request.model ?? '';
  if (!foundationModel(modelId, baseModels).startsWith('amazon.nova-reel')) {
    const message = `video: the body of "${modelId}" is not known; Nova Reel models can be asked.`;
    throw new KitError('unsupported', message, { field: 'model' });
  }
  const own = vendorOptions(request.vendor, codec, wireId);
  if (own?.outputDataConfig === undefined) {
    const message =
      'video: Bedrock writes videos to S3: say where, as `vendor.bedrock.outputDataConfig.s3OutputDataConfig.s3Uri`.';
    throw new KitError('invalid-request', message, { field: 'vendor.bedrock.outputDataConfig' });
  }
  return { path: '/async-invoke', body: jsonBody({ modelId, modelInput: reelInput(request, warnings), ...own }) };
}

const states: Readonly<Record<string, JobState>> = {
  InProgress: 'running',
  Completed: 'succeeded',
  Failed: 'failed',
};

function statusOf(reply: WireReply, { provider }: CodecContext): JobStatus {
  const row = recordOf(reply.json()) ?? {};
  const rawState = stringOf(row.status) ?? '';
  const state = Object.hasOwn(states, rawState) ? (states[rawState] as JobState) : 'running';
  const createdAt = parseTimestamp(row.submitTime);
  const endedAt = parseTimestamp(row.endTime);
  return {
    state,
    rawState,
    ...(createdAt !== undefined && { createdAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(state === 'failed' && { error: failureOf(stringOf(row.failureMessage), provider) }),
  };
}

function failureOf(message = 'The video failed.', provider: string): KitError {
  const isFiltered = /filter|moderat|policy|blocked|safety|responsible/i.test(message);
  const code = isFiltered ? 'content-filter' : 'server';
  return new KitError(code, `Amazon Bedrock: ${message}`, { provider, retry: 'never' });
}

/** The folder of the invocation holds the video under this name. */
function videosOf(reply: WireReply) {
  const output = recordOf(recordOf(reply.json())?.outputDataConfig);
  const folder = stringOf(recordOf(output?.s3OutputDataConfig)?.s3Uri);
  if (folder === undefined) throw new KitError('invalid-response', 'The reply does not say where the video is.');
  return [{ url: `${folder.replace(/\/$/, '')}/output.mp4`, mediaType: 'video/mp4' }];
}
