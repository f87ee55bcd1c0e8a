// A server of which nothing is known, and the presets that differ most, with their manifests.
import { candidate } from '@kit/testing';
import { openaiCompatible } from '../../src/index.ts';
import { nvidia, unknownServer, vllm } from './manifest.ts';

export const candidates = {
  'a server of which nothing is known': candidate(openaiCompatible, unknownServer),
  vLLM: candidate((options) => openaiCompatible({ ...options, preset: 'vllm' }), vllm),
  NVIDIA: candidate((options) => openaiCompatible({ ...options, preset: 'nvidia' }), nvidia),
};
