// Groq with its manifest.
import { candidate } from '@kit/testing';
import { groq } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { groq: candidate(groq, manifest) };
