// NLP Cloud with its manifest.
import { candidate } from '@kit/testing';
import { nlpcloud } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { nlpcloud: candidate(nlpcloud, manifest) };
