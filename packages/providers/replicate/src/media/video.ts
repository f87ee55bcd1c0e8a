// video: a job, as videos take minutes.
import type { Call, JsonObject, VideoJob, VideoRequest, VideoResult, Warning } from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { base64ToBytes, warningList } from '@kit/wire';
import { knownFields } from '../capabilities.ts';
import { inputDraft, putFiles } from '../input.ts';
import { encodePrediction } from '../predictions/encode-prediction.ts';
import type { ReplicatePrediction } from '../predictions/operation.ts';
import { draftOf, type EncodingTools } from '../predictions/predicted.ts';
import { routeOf } from '../predictions/route.ts';
import { predictionJob, startPrediction } from '../predictions/run-prediction.ts';
import type { PredictionSettings } from '../predictions/settings.ts';
import { unsupported } from '../request-checks.ts';
import { replicateOptions } from '../vendor-options.ts';
import { dataLink } from './files-of-input.ts';
import { outputFiles } from './output-files.ts';

const videoInput = {
  purpose: 'video' as const,
  files: (request: Call<'video'>['request']) => ('attach' in request || !request.image ? [] : [request.image]),
  encode: (request: Call<'video'>['request'], tools: EncodingTools) => encodeVideoInput(request as VideoRequest, tools),
};

export function videoOperation(settings: PredictionSettings): ShownOperation<'video'> {
  return {
    async handle(call, exchange) {
      if ('attach' in call.request) return jobOf(call, exchange, settings, { id: call.request.attach });
      const { draft, warnings, context } = await draftOf<'video'>(videoInput, call, exchange, settings);
      const waitSeconds = draft.options.wait ?? 0;
      const started = await startPrediction({ ...call, context }, exchange, settings, { ...draft, waitSeconds });
      const { reply, prediction } = started;
      const pinned = { ...call, context: started.call.context };
      return jobOf(pinned, exchange, settings, { id: prediction.id, reply, warnings });
    },
    inspect(call, codec) {
      const { request } = call;
      if ('attach' in request) return { method: 'GET', path: `/predictions/${encodeURIComponent(request.attach)}` };
      const { model = '' } = request;
      const fields = knownFields('video', model);
      const input = encodeVideoInput(request, { fields, linkOf: dataLink, warnings: warningList() });
      const options = replicateOptions(request.vendor, codec);
      return encodePrediction(routeOf(model), { input, options, waitSeconds: options.wait ?? 0 }, call.context);
    },
  };
}

function jobOf(
  call: Call<'video'>,
  exchange: Exchange,
  settings: PredictionSettings,
  known: {
    readonly id: string;
    readonly reply?: Awaited<ReturnType<Exchange['send']>>;
    readonly warnings?: readonly Warning[];
  },
): VideoJob {
  const { id, reply, warnings = [] } = known;
  const definition = predictionJob(call, id, decodeVideos, settings);
  const job = exchange.job(call as unknown as Call, { ...definition, ...(reply && { reply }) });
  return { ...job, warnings };
}

export function encodeVideoInput(request: VideoRequest, { fields, linkOf, warnings }: EncodingTools): JsonObject {
  const draft = inputDraft(fields, warnings);
  draft.set('prompt', request.prompt, 'prompt');
  const names = ['image', 'first_frame_image', 'start_image', 'input_reference', 'input_image'];
  if (request.image && !putFiles(draft, [linkOf(request.image)], ...names))
    throw unsupported('video', 'image', 'this model takes no image.');
  draft.set('durationSeconds', request.durationSeconds, 'duration', 'seconds');
  draft.set('aspectRatio', request.aspectRatio, 'aspect_ratio');
  draft.set('resolution', request.resolution, 'resolution');
  draft.set('negativePrompt', request.negativePrompt, 'negative_prompt');
  draft.set('seed', request.seed, 'seed');
  return draft.values;
}

function decodeVideos({ output, usage }: ReplicatePrediction): VideoResult {
  const durationSeconds = usage?.units?.videoSeconds;
  return {
    videos: outputFiles(output).map(({ url, data, mediaType }) => {
      const bytes = data === undefined ? undefined : base64ToBytes(data);
      return {
        ...(url !== undefined && { url }),
        ...(bytes && { data: bytes }),
        ...(mediaType !== undefined && { mediaType }),
        ...(durationSeconds !== undefined && { durationSeconds }),
      };
    }),
  };
}
