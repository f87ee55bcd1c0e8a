// Qwen with its manifests, one for each wire.
import { candidate } from '@kit/testing';
import { qwen } from '../../src/index.ts';
import { manifest, messagesManifest, responsesManifest } from './manifest.ts';

export const candidates = {
  qwen: candidate(qwen, manifest),
  'qwen messages': candidate((options) => qwen({ ...options, api: 'messages' }), messagesManifest),
  'qwen responses': candidate((options) => qwen({ ...options, api: 'responses' }), responsesManifest),
};
