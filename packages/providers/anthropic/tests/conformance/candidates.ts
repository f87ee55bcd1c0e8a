// Anthropic with its manifest.
import { candidate } from '@kit/testing';
import { anthropic } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { anthropic: candidate(anthropic, manifest) };
