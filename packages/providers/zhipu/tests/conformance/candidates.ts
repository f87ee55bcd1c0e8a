// Zhipu with its manifests, one for each wire.
import { candidate } from '@kit/testing';
import { zhipu } from '../../src/index.ts';
import { manifest, messagesManifest } from './manifest.ts';

export const candidates = {
  zhipu: candidate(zhipu, manifest),
  'zhipu messages': candidate((options) => zhipu({ ...options, api: 'messages' }), messagesManifest),
};
