// Yandex AI Studio with its manifests: OpenAI's wire, and its own.
import { candidate } from '@kit/testing';
import { yandex } from '../../src/index.ts';
import { manifest, nativeManifest } from './manifest.ts';

const folder = 'f-1';

export const candidates = {
  yandex: candidate((at) => yandex({ ...at, folder }), manifest),
  'yandex, native': candidate((at) => yandex({ ...at, folder, api: 'native' }), nativeManifest),
};
