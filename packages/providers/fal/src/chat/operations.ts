// chat and stream: one chunk, as they send the same input.
import type { FalSettings } from '../settings.ts';
import { chatOperation } from './chat.ts';
import { streamOperation } from './stream.ts';

export const chatOperations = (settings: FalSettings) => ({
  chat: chatOperation(settings),
  stream: streamOperation(settings),
});
