// speech and speechStream: one chunk, as they send the same request.
import { speechOperation } from './speech.ts';
import { speechStreamOperation } from './speech-stream.ts';

export const speechOperations = (voice: string | undefined) => ({
  speech: speechOperation(voice),
  speechStream: speechStreamOperation(voice),
});
