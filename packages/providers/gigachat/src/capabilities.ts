// What GigaChat's models can and cannot do. Synchronous, by id patterns; unknown ids are taken for the newest.

const efforts: readonly string[] = ['low', 'medium', 'high'];

/** The first two generations answer without thinking, the model named for it apart. */
export function reasoningEfforts(model: string | undefined): readonly string[] {
  if (model === undefined || /reasoning/i.test(model)) return efforts;
  return /^GigaChat(?:-2)?(?:-(?:Lite|Plus|Pro|Max))?(?:-preview)?(?::|$)/i.test(model) ? [] : efforts;
}
