// Fireworks with its manifest.
import { candidate } from '@kit/testing';
import { type FireworksOptions, fireworks } from '../../src/index.ts';
import { manifest } from './manifest.ts';

const make = (options: FireworksOptions) => fireworks({ account: 'acme', ...options });

export const candidates = { fireworks: candidate(make, manifest) };
