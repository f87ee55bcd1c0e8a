// chat and stream: loaded together, as one is told as the other where a model has no stream.
import type { PredictionSettings } from '../predictions/settings.ts';
import { chatOperation } from './chat.ts';
import { streamOperation } from './stream.ts';

export const chatOperations = (settings: PredictionSettings) => ({
  chat: chatOperation(settings),
  stream: streamOperation(settings),
});
