// Pictures, sounds, videos and vectors: one chunk, as they share their inputs and their files.
import type { PredictionSettings } from '../predictions/settings.ts';
import { embedOperation } from './embed.ts';
import { imageOperation } from './image.ts';
import { speechOperation } from './speech.ts';
import { transcribeOperation } from './transcribe.ts';
import { videoOperation } from './video.ts';

export const mediaOperations = (settings: PredictionSettings) => ({
  embed: embedOperation(settings),
  image: imageOperation(settings),
  speech: speechOperation(settings),
  transcribe: transcribeOperation(settings),
  video: videoOperation(settings),
});
