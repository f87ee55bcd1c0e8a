// Voyage with its manifest.
import { candidate } from '@kit/testing';
import { voyage } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { voyage: candidate(voyage, manifest) };
