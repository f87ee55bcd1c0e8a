// HyperCLOVA X with its manifests: its own wire, and OpenAI's.
import { candidate } from '@kit/testing';
import { clova } from '../../src/index.ts';
import { manifest, openaiManifest } from './manifest.ts';

export const candidates = {
  clova: candidate(clova, manifest),
  "clova, OpenAI's wire": candidate((at) => clova({ ...at, api: 'chat' }), openaiManifest),
};
