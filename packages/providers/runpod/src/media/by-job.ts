// What pictures, speech and transcripts have in common: an input, a job, its output.
import {
  type CodecContext,
  type JsonObject,
  KitError,
  type MediaSource,
  type Operation,
  type RequestOf,
  type ResultOf,
  type VendorOptions,
} from '@kit/core';
import { leftOut, type ShownOperation } from '@kit/http';
import { formatDataUrl, recordOf, stringOf } from '@kit/wire';
import { outputRecord } from '../jobs/job.ts';
import type { RunpodJob } from '../jobs/operation.ts';
import { finishJob, jobBody, startJob, startRequest } from '../jobs/run.ts';
import { endpointOf, type Settings } from '../options.ts';

const nameless = 'Workers have no common name for it: say it as `vendor: { runpod: { input } }`; left out.';

export interface ByJob<K extends Operation> {
  /** Fields that workers have no common name for. */
  readonly unnamed?: readonly (keyof RequestOf<K>)[];
  readonly input: (request: RequestOf<K>) => JsonObject;
  /** What the output says, without what every result has. @throws KitError for an output that says nothing */
  readonly result: (job: RunpodJob) => Omit<ResultOf<K>, 'meta' | 'warnings' | 'usage' | 'cost'>;
}

type Asked = { readonly model?: string; readonly vendor?: VendorOptions };

export function byJob<K extends Operation>(
  { unnamed = [], input, result }: ByJob<K>,
  settings: Settings,
): ShownOperation<K> {
  const encoded = (request: RequestOf<K>, codec: CodecContext) => {
    const warnings = leftOut(request, unnamed as readonly (keyof RequestOf<K> & string)[], nameless);
    return { body: jobBody(input(request), (request as Asked).vendor, codec), warnings };
  };
  return {
    async handle(call, exchange) {
      const { body, warnings } = encoded(call.request, exchange.codec(call));
      exchange.checked(call, warnings);
      const { job, reply } = await finishJob(await startJob(call, exchange, settings, body), exchange, settings);
      const { model } = call.request as Asked;
      const meta = exchange.meta(call.context, reply, {
        responseId: job.id,
        ...(model !== undefined && { requestedModel: model }),
      });
      const { usage, cost } = job;
      return {
        ...result(job),
        meta,
        warnings,
        ...(usage && { usage }),
        ...(cost && { cost }),
      } as unknown as ResultOf<K>;
    },
    inspect(call, codec) {
      const { body, warnings } = encoded(call.request, codec);
      return { wire: startRequest(endpointOf(settings, call.request), body, settings.waitMs), warnings };
    },
  };
}

/** A link, or the data inside one. @throws KitError `unsupported` for files of vendors */
export function linkOf(source: MediaSource): string {
  if ('url' in source) return source.url;
  if ('data' in source) return formatDataUrl(source.mediaType, source.data);
  throw new KitError('unsupported', 'Runpod keeps no files: give a link or the data.', { field: 'fileId' });
}

/** A file that a worker made: a link or base64, under one of these names or in a list. */
export function filesOf(
  output: unknown,
  ...names: readonly string[]
): { url?: string; data?: string; mediaType?: string }[] {
  if (typeof output === 'string') return [fileOf(output)];
  if (Array.isArray(output) && output.every((item) => typeof item === 'string')) return output.map(fileOf);
  const record = outputRecord(output);
  for (const name of names) {
    const value = record?.[name];
    const told = (Array.isArray(value) ? value : [value]).map(
      (item) => stringOf(item) ?? stringOf(recordOf(item)?.url) ?? stringOf(recordOf(item)?.image),
    );
    const found = told.filter((item) => item !== undefined && item !== '');
    if (found.length > 0) return found.map((item) => fileOf(item as string));
  }
  return [];
}

function fileOf(value: string): { url?: string; data?: string; mediaType?: string } {
  const inline = /^data:([^;,]+);base64,/.exec(value);
  if (inline) return { data: value.slice(inline[0].length), mediaType: inline[1] as string };
  return /^https?:/.test(value) ? { url: value } : { data: value };
}
