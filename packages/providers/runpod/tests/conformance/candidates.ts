// Runpod with its manifests: the OpenAI-like face of an endpoint, and chats as jobs.
import { candidate } from '@kit/testing';
import { runpod } from '../../src/index.ts';
import { jobManifest, manifest } from './manifest.ts';

const endpointId = 'ep-1';

export const candidates = {
  runpod: candidate((at) => runpod({ ...at, endpointId, pollMs: 1 }), manifest),
  'runpod, chats as jobs': candidate((at) => runpod({ ...at, endpointId, api: 'job', pollMs: 1 }), jobManifest),
};
