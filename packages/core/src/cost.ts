// Cost: usage × a price table. What is not known is not guessed.
import type { Model, Price } from './model/models.ts';
import type { Cost } from './model/result.ts';
import type { Usage } from './model/usage.ts';

const PER_MILLION = 1_000_000;

/**
 * What `usage` costs by the model's list price, in USD.
 * `undefined` when the price of any bucket that was used is unknown: a partial sum would be a wrong one.
 */
export function costOf(usage: Usage | undefined, model: Pick<Model, 'price' | 'priceTiers'> | undefined): Cost | undefined {
  if (!usage || !model?.price) return undefined;
  const price = tierPrice(model.price, model.priceTiers, usage.inputTokens);
  const lines = [...inputLines(usage, price), ...outputLines(usage, price), ...unitLines(usage, price)].filter(([, count]) => count > 0);
  const fixed = price.perRequest;
  if (lines.length === 0 && fixed === undefined) return isFree(usage, price) ? total([]) : undefined;
  const priced: [string, number][] = [];
  for (const [name, count, each] of lines) {
    if (each === undefined) return undefined;
    priced.push([name, count * each]);
  }
  if (fixed !== undefined) priced.push(['request', fixed * (usage.units?.requests ?? 1)]);
  return total(priced);
}

type Line = [name: string, count: number, each: number | undefined];

const perToken = (price: number | undefined) => (price === undefined ? undefined : price / PER_MILLION);

function inputLines(usage: Usage, price: Price): Line[] {
  const { inputTokens = 0, inputDetails, cacheWritesByTtl, inputModalities } = usage;
  const audio = price.inputAudio === undefined ? 0 : (inputModalities?.audio ?? 0);
  if (!inputDetails) return [['input', inputTokens - audio, perToken(price.input)], ['inputAudio', audio, perToken(price.inputAudio)]];
  const { cacheRead = 0, cacheWrite = 0, uncached = inputTokens - cacheRead - cacheWrite } = inputDetails;
  const hour = cacheWritesByTtl?.['1h'] ?? 0;
  return [
    ['input', uncached - Math.min(audio, uncached), perToken(price.input)],
    ['inputAudio', Math.min(audio, uncached), perToken(price.inputAudio)],
    ['cacheRead', cacheRead, perToken(price.cacheRead)],
    ['cacheWrite', cacheWrite - hour, perToken(price.cacheWrite)],
    ['cacheWrite1h', hour, perToken(price.cacheWrite1h)],
  ];
}

function outputLines(usage: Usage, price: Price): Line[] {
  const { outputTokens = 0, outputDetails } = usage;
  if (!outputDetails) return [['output', outputTokens, perToken(price.output)]];
  const { reasoning = 0, audio = 0, image = 0, text = outputTokens - reasoning - audio - image } = outputDetails;
  return [
    ['output', text, perToken(price.output)],
    // Vendors without a price of their own for thoughts bill them as output.
    ['reasoning', reasoning, perToken(price.reasoning ?? price.output)],
    ['outputAudio', audio, perToken(price.outputAudio)],
    ['imageOutput', image, perToken(price.imageOutput)],
  ];
}

function unitLines({ units, outputDetails }: Usage, price: Price): Line[] {
  return [
    ['images', outputDetails?.image === undefined && price.perImage !== undefined ? (units?.images ?? 0) : 0, price.perImage],
    ['seconds', price.perSecond === undefined ? 0 : (units?.audioSeconds ?? units?.videoSeconds ?? 0), price.perSecond],
    ['characters', price.perCharacter === undefined ? 0 : (units?.characters ?? 0), price.perCharacter],
    ['pages', price.perPage === undefined ? 0 : (units?.pages ?? 0), price.perPage],
  ];
}

const isFree = (usage: Usage, price: Price) => (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) === 0 && usage.units === undefined && price.input !== undefined;

function tierPrice(price: Price, tiers: Model['priceTiers'], inputTokens = 0): Price {
  let applied = price;
  for (const { above, ...tier } of [...(tiers ?? [])].sort((a, b) => a.above - b.above)) {
    if (inputTokens > above) applied = { ...applied, ...tier };
  }
  return applied;
}

function total(lines: readonly [string, number][]): Cost {
  return {
    amount: lines.reduce((sum, [, amount]) => sum + amount, 0),
    currency: 'USD', source: 'catalogue', includesLostAttempts: false,
    breakdown: Object.fromEntries(lines),
  };
}
