// DeepSeek with its manifests, one for each wire.
import { candidate } from '@kit/testing';
import { deepseek } from '../../src/index.ts';
import { manifest, messagesManifest, responsesManifest } from './manifest.ts';

export const candidates = {
  deepseek: candidate(deepseek, manifest),
  'deepseek messages': candidate((options) => deepseek({ ...options, api: 'messages' }), messagesManifest),
  'deepseek responses': candidate((options) => deepseek({ ...options, api: 'responses' }), responsesManifest),
};
