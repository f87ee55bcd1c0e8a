// GigaChat with its manifests, in both contracts.
import { candidate, type FactoryOptions } from '@kit/testing';
import { gigachat } from '../../src/index.ts';
import { manifest, manifestOfV2 } from './manifest.ts';

const sources = (options: FactoryOptions) => ({ ...options, tokenURL: new URL('/oauth', options.baseURL).href });

export const candidates = {
  'gigachat over the first contract': candidate((options) => gigachat(sources(options)), manifest),
  'gigachat over the second contract': candidate(
    (options) => gigachat({ ...sources(options), contract: 'v2' }),
    manifestOfV2,
  ),
};
