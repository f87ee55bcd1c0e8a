// Transcription request → query parameters that recordings and live audio have in common.

import type { TranscribeRequest } from '@kit/core';
import type { WarningList } from '@kit/wire';
import { keywordParameter } from '../capabilities.ts';
import type { QueryDraft } from '../query.ts';

export function commonQuery(request: TranscribeRequest, warnings: WarningList): QueryDraft {
  const { model = '', keywords = [], diarize, prompt, temperature, translate } = request;
  if (prompt !== undefined) warnings.add('prompt', 'Deepgram takes no prompt; names and terms go into `keywords`.');
  if (temperature !== undefined) warnings.add('temperature', 'Deepgram has none; it was left out.');
  if (translate) warnings.add('translate', 'Deepgram writes what is said, in the language that is spoken.');
  return {
    model: request.model,
    ...(keywords.length > 0 && { [keywordParameter(model)]: keywords }),
    ...(diarize && { diarize_model: 'latest' }),
  };
}
