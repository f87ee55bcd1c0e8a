// Hunyuan with its manifests, one for each wire.
import { candidate } from '@kit/testing';
import { hunyuan } from '../../src/index.ts';
import { manifest, messagesManifest } from './manifest.ts';
import { nativeManifest } from './native-manifest.ts';

export const candidates = {
  hunyuan: candidate((options) => hunyuan(options), manifest),
  'hunyuan messages': candidate((options) => hunyuan({ ...options, api: 'messages' }), messagesManifest),
  // Of what signs, the token of temporary keys is all that the vendor ever sees.
  'hunyuan native': candidate(
    ({ apiKey, ...options }) =>
      hunyuan({ ...options, api: 'native', secretId: 'AKIDEXAMPLE', secretKey: 'unseen', sessionToken: apiKey }),
    nativeManifest,
  ),
};
