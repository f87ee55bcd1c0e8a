// transcribe: a recording, whole.

import type { OperationDeclaration, TranscribeRequest, Transformer } from '@kit/core';
import { warningList } from '@kit/wire';
import { audioBody, rawFormat } from '../audio.ts';
import { detectsLanguage } from '../capabilities.ts';
import { pathWith, type QueryDraft } from '../query.ts';
import { type DeepgramVendorOptions, deepgramOptions } from '../vendor-options.ts';
import { decodeTranscript } from './decode-transcript.ts';
import { commonQuery } from './encode-query.ts';

export function transcribeDeclaration(smartFormat: boolean): OperationDeclaration<'transcribe'> {
  const transformer: Transformer<'transcribe'> = {
    encode(request, context) {
      const warnings = warningList();
      const own = deepgramOptions(request.vendor, context);
      const query = {
        ...commonQuery(request, warnings),
        ...(smartFormat && { smart_format: true }),
        ...languageQuery(request, own),
        ...rawQuery(request),
        // Segments are utterances, and those are told only when they are asked for.
        ...(request.timestamps === 'segment' && { utterances: true }),
        ...own,
      };
      return {
        wire: { path: pathWith('/listen', query), body: audioBody(request) },
        warnings: warnings.warnings,
        state: undefined,
      };
    },
    decode: (reply) => decodeTranscript(reply),
  };
  return { endpoint: { path: '/listen' }, transformer };
}

/** A language that is not named is to be detected, by models that can. */
function languageQuery({ model = '', language }: TranscribeRequest, own: DeepgramVendorOptions): QueryDraft {
  if (language !== undefined) return { language };
  const isSettled = own.language !== undefined || own.detect_language !== undefined;
  return isSettled || !detectsLanguage(model) ? {} : { detect_language: true };
}

function rawQuery({ audio, mediaType }: TranscribeRequest): QueryDraft {
  const type = mediaType ?? ('mediaType' in audio ? audio.mediaType : undefined);
  const { channels, ...raw } = rawFormat(type) ?? { channels: 1 };
  return { ...raw, ...(channels > 1 && { channels }) };
}
