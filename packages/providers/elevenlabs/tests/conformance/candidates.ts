// ElevenLabs with its manifest.
import { candidate } from '@kit/testing';
import { elevenlabs } from '../../src/index.ts';
import { manifest } from './manifest.ts';

export const candidates = { elevenlabs: candidate(elevenlabs, manifest) };
