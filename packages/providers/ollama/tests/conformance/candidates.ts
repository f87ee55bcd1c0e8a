// Ollama with its manifest.
import { candidate } from '@kit/testing';
import { ollama } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { ollama: candidate(ollama, manifest) };
