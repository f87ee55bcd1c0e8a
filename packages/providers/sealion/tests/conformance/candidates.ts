// SEA-LION with its manifest.
import { candidate } from '@kit/testing';
import { sealion } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { sealion: candidate(sealion, manifest) };
