// OpenRouter over each of its wires, with its manifest.
import { candidate } from '@kit/testing';
import { openrouter } from '../../src/index.ts';
import { manifest, messagesManifest, responsesManifest } from './manifest.ts';

export const candidates = {
  openrouter: candidate(openrouter, manifest),
  'openrouter over responses': candidate((options) => openrouter({ ...options, api: 'responses' }), responsesManifest),
  'openrouter over messages': candidate((options) => openrouter({ ...options, api: 'messages' }), messagesManifest),
};
