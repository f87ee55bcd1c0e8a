// Moonshot with its manifests, one for each wire.
import { candidate } from '@kit/testing';
import { moonshot } from '../../src/index.ts';
import { manifest, messagesManifest } from './manifest.ts';

export const candidates = {
  moonshot: candidate(moonshot, manifest),
  'moonshot messages': candidate((options) => moonshot({ ...options, api: 'messages' }), messagesManifest),
};
