// @kit/provider-yandex: Yandex AI Studio (YandexGPT), over its own wire and OpenAI's.
export type { AuthorizedKey, YandexOptions } from './options.ts';
export { type YandexOperation, yandex } from './yandex.ts';
