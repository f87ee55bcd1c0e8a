// Cost: usage × a price table. What is not known is not guessed.
import type { Model, Price } from './model/models.ts';
import type { Cost } from './model/result.ts';
import type { Usage } from './model/usage.ts';

const PER_MILLION = 1_000_000;

/**
 * What a usage costs by the model's list price, in USD.
 * `undefined` when the price of any bucket that was used is unknown: a partial sum would be a wrong one.
 */
export function costOf(
  counted: Usage | undefined,
  model: Pick<Model, 'price' | 'priceTiers'> | undefined,
): Cost | undefined {
  if (!counted || !model?.price) return undefined;
  const usage: Usage = counted.billed ? { state: counted.state, ...counted.billed } : counted;
  const price = tierPrice(model.price, model.priceTiers, usage.inputTokens);
  const lines = [...inputLines(usage, price), ...outputLines(usage, price), ...unitLines(usage, price)].filter(
    ([, count]) => count > 0,
  );
  const fixed = price.perRequest;
  if (lines.length === 0 && fixed === undefined) return isFree(usage, price) ? total([]) : undefined;
  const priced: [string, number][] = [];
  for (const [name, count, each, per] of lines) {
    if (each === undefined) return undefined;
    priced.push([name, (count * each) / per]);
  }
  if (fixed !== undefined) priced.push(['request', fixed * (usage.units?.requests ?? 1)]);
  return total(priced);
}

/** A price is for one unit, or for `per` of them; undefined if nobody knows it. */
type Line = readonly [name: string, count: number, price: number | undefined, per: number];

const tokens = (name: string, count: number, price: number | undefined): Line => [name, count, price, PER_MILLION];
const units = (name: string, count: number, price: number | undefined): Line => [name, count, price, 1];

function inputLines(usage: Usage, price: Price): Line[] {
  const { inputTokens = 0, inputDetails, cacheWritesByTtl, inputModalities } = usage;
  // Models without a price of their own for sound bill it as any other input.
  const audio = price.inputAudio === undefined ? 0 : (inputModalities?.audio ?? 0);
  if (!inputDetails) {
    return [tokens('input', inputTokens - audio, price.input), tokens('inputAudio', audio, price.inputAudio)];
  }
  const { cacheRead = 0, cacheWrite = 0, uncached = inputTokens - cacheRead - cacheWrite } = inputDetails;
  const hour = cacheWritesByTtl?.['1h'] ?? 0;
  const uncachedAudio = Math.min(audio, uncached);
  return [
    tokens('input', uncached - uncachedAudio, price.input),
    tokens('inputAudio', uncachedAudio, price.inputAudio),
    tokens('cacheRead', cacheRead, price.cacheRead),
    tokens('cacheWrite', cacheWrite - hour, price.cacheWrite),
    tokens('cacheWrite1h', hour, price.cacheWrite1h),
  ];
}

function outputLines(usage: Usage, price: Price): Line[] {
  const { outputTokens = 0, outputDetails } = usage;
  if (!outputDetails) return [tokens('output', outputTokens, price.output)];
  const { reasoning = 0, audio = 0, image = 0, text = outputTokens - reasoning - audio - image } = outputDetails;
  return [
    tokens('output', text, price.output),
    // Vendors without a price of their own for thoughts bill them as output.
    tokens('reasoning', reasoning, price.reasoning ?? price.output),
    tokens('outputAudio', audio, price.outputAudio),
    tokens('imageOutput', image, price.imageOutput),
  ];
}

function unitLines(usage: Usage, price: Price): Line[] {
  const { outputDetails } = usage;
  const { images, inputImages, audioSeconds, videoSeconds, characters, pages, searches, computeSeconds } =
    usage.units ?? {};
  // Where a vendor lists a price per token and one per second or character, they are two ways to say one price.
  const isCounted = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) > 0 && price.input !== undefined;
  const measured = (name: string, count: number | undefined, each: number | undefined) =>
    units(name, each === undefined ? 0 : (count ?? 0), each);
  return [
    ...(outputDetails?.image === undefined ? [measured('images', images, price.perImage)] : []),
    ...(isCounted
      ? []
      : [
          measured('seconds', audioSeconds ?? videoSeconds, price.perSecond),
          measured('characters', characters, price.perCharacter),
        ]),
    measured('inputImages', inputImages, price.perInputImage),
    measured('pages', pages, price.perPage),
    measured('computeSeconds', computeSeconds, price.perComputeSecond),
    // Always billed beside the rest.
    units('searches', searches ?? 0, price.perSearch),
  ];
}

const isFree = (usage: Usage, price: Price) =>
  (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) === 0 && usage.units === undefined && price.input !== undefined;

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
    currency: 'USD',
    source: 'catalogue',
    includesLostAttempts: false,
    breakdown: Object.fromEntries(lines),
  };
}
