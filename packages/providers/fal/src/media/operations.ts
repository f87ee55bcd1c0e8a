// Pictures, sounds and videos: one chunk, as they share their links and their files.
import type { FalSettings } from '../settings.ts';
import { imageOperation } from './image.ts';
import { speechOperation } from './speech.ts';
import { transcribeOperation } from './transcribe.ts';
import { videoOperation } from './video.ts';

export const mediaOperations = (settings: FalSettings) => ({
  image: imageOperation(settings),
  speech: speechOperation(settings),
  transcribe: transcribeOperation(settings),
  video: videoOperation(settings),
});
