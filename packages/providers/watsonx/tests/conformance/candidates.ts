// watsonx with its manifests: its own wire, and the model gateway.
import { candidate, type FactoryOptions } from '@kit/testing';
import { watsonx } from '../../src/index.ts';
import { manifest, manifestOfGateway } from './manifest.ts';

const sources = (options: FactoryOptions) => ({
  ...options,
  projectId: 'project-1',
  tokenURL: new URL('/identity/token', options.baseURL).href,
});

export const candidates = {
  watsonx: candidate((options) => watsonx(sources(options)), manifest),
  'watsonx through the model gateway': candidate(
    (options) => watsonx({ ...sources(options), api: 'gateway' }),
    manifestOfGateway,
  ),
};
