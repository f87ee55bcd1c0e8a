// Speech request → request.

import type { CodecContext, Encoded, SpeechRequest } from '@kit/core';
import { warningList } from '@kit/wire';
import { pathWith } from '../query.ts';
import { deepgramOptions } from '../vendor-options.ts';
import { formatQuery } from './format.ts';
import { voiceModel } from './voice-model.ts';

/** What the reply does not tell. */
export interface SpeechState {
  readonly sampleRate: number | undefined;
}

export function encodeSpeech(request: SpeechRequest, context: CodecContext): Encoded<SpeechState> {
  const warnings = warningList();
  if (request.instructions !== undefined) warnings.add('instructions', 'Deepgram takes none; they were left out.');
  if (request.seed !== undefined) warnings.add('seed', 'Deepgram has none; it was left out.');
  const format = formatQuery(request, warnings);
  const query = {
    model: voiceModel(request, warnings),
    ...format,
    speed: request.speed,
    ...deepgramOptions(request.vendor, context),
  };
  return {
    wire: { path: pathWith('/speak', query), body: { type: 'json', value: { text: request.input } } },
    warnings: warnings.warnings,
    state: { sampleRate: typeof format.sample_rate === 'number' ? format.sample_rate : undefined },
  };
}
