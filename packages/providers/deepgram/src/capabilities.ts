// What depends on the model. Ids that are not known are treated as the newest.

/** Flux tells turns apart and has an endpoint of its own. */
export function isFlux(model: string): boolean {
  return model.startsWith('flux');
}

const older = ['nova-2', 'enhanced', 'base', 'whisper'];

/** `keyterm` takes phrases; older models know `keywords` with a weight. */
export function keywordParameter(model: string): 'keyterm' | 'keywords' {
  return model === 'nova' || model.startsWith('nova-general') || older.some((prefix) => model.startsWith(prefix))
    ? 'keywords'
    : 'keyterm';
}

/** Models for one trade or kind of recording know one language (`nova-3-medical`, `nova-2-phonecall`). */
export function detectsLanguage(model: string): boolean {
  if (isFlux(model)) return false;
  const [, specialty] = /^(?:nova-\d|nova|enhanced|base)-([a-z]+)$/.exec(model) ?? [];
  return specialty === undefined || specialty === 'general';
}

/** Sample rates that cannot be chosen, by encoding. */
export const fixedSampleRates: Readonly<Record<string, number | undefined>> = {
  mp3: 22_050,
  aac: 22_050,
  opus: 48_000,
};
