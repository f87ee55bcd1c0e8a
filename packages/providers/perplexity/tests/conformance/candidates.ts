// Perplexity with its manifests: Sonar, and agents.
import { candidate } from '@kit/testing';
import { perplexity } from '../../src/index.ts';
import { agentsManifest, manifest } from './manifest.ts';

export const candidates = {
  perplexity: candidate(perplexity, manifest),
  'perplexity over responses': candidate((options) => perplexity({ ...options, api: 'responses' }), agentsManifest),
};
