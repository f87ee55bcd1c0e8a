// @kit/provider-maritaca: Maritaca AI's Sabiá, over OpenAI's wires.
export { type MaritacaOperation, type MaritacaOptions, maritaca } from './maritaca.ts';
export type { MaritacaVendorOptions } from './vendor-options.ts';
