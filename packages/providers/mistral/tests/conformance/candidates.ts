// Mistral with its manifest.
import { candidate } from '@kit/testing';
import { mistral } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { mistral: candidate(mistral, manifest) };
