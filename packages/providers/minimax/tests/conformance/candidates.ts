// MiniMax with its manifests, one for each wire.
import { candidate } from '@kit/testing';
import { minimax } from '../../src/index.ts';
import { chatManifest, manifest } from './manifest.ts';

export const candidates = {
  minimax: candidate(minimax, manifest),
  'minimax chat': candidate((options) => minimax({ ...options, api: 'chat' }), chatManifest),
};
