// Vertex with its manifests: Gemini, and each wire of its partners.
import { candidate, type FactoryOptions } from '@kit/testing';
import { vertex } from '../../src/index.ts';
import { manifest, manifestOfClaude, manifestOfExpress, manifestOfMistral, manifestOfOpenModels } from './manifest.ts';

const withToken = ({ apiKey, ...options }: FactoryOptions) =>
  vertex({ ...options, accessToken: apiKey, project: 'project-1', location: 'us-central1' });

export const candidates = {
  vertex: candidate(withToken, manifest),
  'vertex with Claude': candidate(withToken, manifestOfClaude),
  'vertex with Mistral': candidate(withToken, manifestOfMistral),
  'vertex with open models': candidate(withToken, manifestOfOpenModels),
  'vertex in express mode': candidate(vertex, manifestOfExpress),
};
