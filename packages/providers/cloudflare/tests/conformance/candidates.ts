// Cloudflare with its manifests, one for each of its wires.
import { candidate } from '@kit/testing';
import { cloudflare } from '../../src/index.ts';
import { manifest, manifestOfMessages, manifestOfNative, manifestOfResponses } from './manifest.ts';

export const candidates = {
  cloudflare: candidate(cloudflare, manifest),
  'cloudflare over responses': candidate(
    (options) => cloudflare({ ...options, api: 'responses' }),
    manifestOfResponses,
  ),
  'cloudflare over messages': candidate((options) => cloudflare({ ...options, api: 'messages' }), manifestOfMessages),
  'cloudflare over run': candidate((options) => cloudflare({ ...options, api: 'native' }), manifestOfNative),
};
