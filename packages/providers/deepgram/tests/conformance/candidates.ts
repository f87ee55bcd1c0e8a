// Deepgram with its manifest.
import { candidate } from '@kit/testing';
import { deepgram } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { deepgram: candidate(deepgram, manifest) };
