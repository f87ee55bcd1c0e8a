// @kit/provider-openai-compatible: any server that speaks OpenAI's wire.
export { openaiCompatible, type UnknownServerOperation } from './openai-compatible.ts';
export type { OpenaiCompatibleOptions } from './options.ts';
export { type PresetName, type PresetOperation, presets } from './presets/index.ts';
export type { CompatibleApi, CompatibleOperation, Preset } from './presets/preset.ts';
export type { ModalToken } from './vendors/modal.ts';
