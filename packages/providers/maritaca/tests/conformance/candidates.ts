// Maritaca over both of its wires, each with its manifest.
import { candidate } from '@kit/testing';
import { maritaca } from '../../src/index.ts';
import { manifest, responsesManifest } from './manifest.ts';

export const candidates = {
  maritaca: candidate(maritaca, manifest),
  'maritaca over responses': candidate((options) => maritaca({ ...options, api: 'responses' }), responsesManifest),
};
