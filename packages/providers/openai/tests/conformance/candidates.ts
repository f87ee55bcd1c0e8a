// OpenAI with its manifests, over both chat wires.
import { candidate } from '@kit/testing';
import { openai } from '../../src/index.ts';
import { chatManifest, responsesManifest } from './manifest.ts';

export const candidates = {
  'openai over responses': candidate(openai, responsesManifest),
  'openai over chat completions': candidate((options) => openai({ ...options, api: 'chat' }), chatManifest),
};
