// Cohere with its manifest.
import { candidate } from '@kit/testing';
import { cohere } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { cohere: candidate(cohere, manifest) };
