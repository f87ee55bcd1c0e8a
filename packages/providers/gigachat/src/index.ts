// @kit/provider-gigachat: GigaChat of Sber, in both of its contracts.
export { type GigachatOperation, gigachat } from './gigachat.ts';
export type { GigachatOptions, Pem } from './options.ts';
export type { GigachatVendorOptions } from './vendor-options.ts';
