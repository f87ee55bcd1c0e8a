// xAI over both of its wires, each with its manifest.
import { candidate } from '@kit/testing';
import { xai } from '../../src/index.ts';
import { manifest, responsesManifest } from './manifest.ts';

export const candidates = {
  xai: candidate(xai, manifest),
  'xai over responses': candidate((options) => xai({ ...options, api: 'responses' }), responsesManifest),
};
