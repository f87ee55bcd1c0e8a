// All presets by name.
import * as hosted from './hosted.ts';
import type { CompatibleOperation, Preset } from './preset.ts';
import * as selfHosted from './self-hosted.ts';

export const presets = {
  vllm: selfHosted.vllm,
  sglang: selfHosted.sglang,
  tgi: selfHosted.tgi,
  lmstudio: selfHosted.lmstudio,
  llamacpp: selfHosted.llamacpp,
  llamafile: selfHosted.llamafile,
  localai: selfHosted.localai,
  ollama: selfHosted.ollama,
  litellm: selfHosted.litellm,
  nvidia: hosted.nvidia,
  hyperbolic: hosted.hyperbolic,
  novita: hosted.novita,
  nebius: hosted.nebius,
  friendli: hosted.friendli,
  'friendli-tools': hosted.friendliTools,
  'friendli-dedicated': hosted.friendliDedicated,
  lambda: hosted.lambda,
  lepton: hosted.lepton,
  modal: hosted.modal,
  anyscale: hosted.anyscale,
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

/** The operations that a preset has. */
export type PresetOperation<P extends PresetName> = (typeof presets)[P]['operations'][number];

/** The row by its name, without the compiler's knowledge of it. */
export function presetRow(name: PresetName): Preset<CompatibleOperation> {
  return presets[name];
}
