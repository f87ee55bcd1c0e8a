// Live transcription request → the session's URL.

import { type CodecContext, KitError, type TranscribeRequest, type Warning } from '@kit/core';
import { type WarningList, warningList } from '@kit/wire';
import { rawFormat } from '../audio.ts';
import { isFlux } from '../capabilities.ts';
import { commonQuery } from '../listen/encode-query.ts';
import { pathWith, type QueryDraft } from '../query.ts';
import { deepgramOptions } from '../vendor-options.ts';

export interface LiveRequest {
  /** Flux has the second version of the endpoint. */
  readonly flux: boolean;
  /** Path and query, without the version. */
  readonly path: string;
  readonly warnings: readonly Warning[];
}

export function encodeLive(
  request: TranscribeRequest,
  keys: Pick<CodecContext, 'provider' | 'vendor'>,
  smartFormat: boolean,
): LiveRequest {
  const { model, mediaType } = request;
  if (model === undefined)
    throw new KitError('invalid-request', 'transcribeStream: `model` is required, of the request or of the provider.', {
      field: 'model',
    });
  const warnings = warningList();
  const flux = isFlux(model);
  const { channels, ...raw } = rawFormat(mediaType ?? sourceType(request)) ?? { channels: 1 };
  const query = {
    ...commonQuery(flux ? { ...request, diarize: false } : request, warnings),
    ...raw,
    ...(channels > 1 && { channels }),
    ...(flux ? fluxQuery(request, warnings) : novaQuery(request, smartFormat)),
    ...deepgramOptions(request.vendor, keys),
  };
  return { flux, path: pathWith('/listen', query), warnings: warnings.warnings };
}

function novaQuery({ language }: TranscribeRequest, smartFormat: boolean): QueryDraft {
  return { language, ...(smartFormat && { smart_format: true }), interim_results: true };
}

function fluxQuery({ model = '', language, diarize }: TranscribeRequest, warnings: WarningList): QueryDraft {
  if (diarize) warnings.add('diarize', 'Flux does not tell speakers apart.');
  if (language === undefined) return {};
  if (model.endsWith('-multi')) return { language_hint: language };
  if (!model.endsWith(`-${language}`)) warnings.add('language', `"${model}" listens to the language of its name.`);
  return {};
}

function sourceType({ audio }: TranscribeRequest): string | undefined {
  return 'mediaType' in audio ? audio.mediaType : undefined;
}

/** Flux has the second version of the endpoint: `https://api.deepgram.com/v1` → `https://api.deepgram.com/v2/listen?…`. */
export function fluxUrl(baseURL: string, { path }: Pick<LiveRequest, 'path'>): string {
  const base = baseURL.replace(/\/+$/, '');
  return `${base.endsWith('/v1') ? base.slice(0, -'/v1'.length) : base}/v2${path}`;
}
