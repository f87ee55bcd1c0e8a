// Hugging Face with its manifests: the router, and a dedicated endpoint.
import { candidate } from '@kit/testing';
import { huggingface } from '../../src/index.ts';
import { dedicatedManifest, manifest } from './manifest.ts';

export const candidates = {
  huggingface: candidate((at) => huggingface(at), manifest),
  'huggingface, a dedicated endpoint': candidate((at) => huggingface({ ...at, engine: 'tgi' }), dedicatedManifest),
};
