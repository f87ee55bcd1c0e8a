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
  const bill = new Bill();
  addInput(bill, usage, price);
  addOutput(bill, usage, price);
  addUnits(bill, usage, price);
  if (price.perRequest !== undefined) bill.add('request', usage.units?.requests ?? 1, price.perRequest, 1);
  else if (bill.isEmpty && !isFree(usage, price)) return undefined;
  return bill.cost;
}

/** What was used, each at its price. A price is for one unit, or for `per` of them; undefined if nobody knows it. */
class Bill {
  readonly #breakdown: Record<string, number> = {};
  #amount = 0;
  #isKnown = true;
  isEmpty = true;

  add(name: string, count: number, price: number | undefined, per: number): void {
    if (!(count > 0)) return;
    this.isEmpty = false;
    if (price === undefined) {
      this.#isKnown = false;
      return;
    }
    const amount = (count * price) / per;
    this.#breakdown[name] = amount;
    this.#amount += amount;
  }

  tokens(name: string, count: number, price: number | undefined): void {
    this.add(name, count, price, PER_MILLION);
  }

  /** Undefined where a price is not known. */
  get cost(): Cost | undefined {
    if (!this.#isKnown) return undefined;
    return {
      amount: this.#amount,
      currency: 'USD',
      source: 'catalogue',
      includesLostAttempts: false,
      breakdown: this.#breakdown,
    };
  }
}

function addInput(bill: Bill, usage: Usage, price: Price): void {
  const { inputTokens = 0, inputDetails, cacheWritesByTtl, inputModalities } = usage;
  // Models without a price of their own for sound bill it as any other input.
  const audio = price.inputAudio === undefined ? 0 : (inputModalities?.audio ?? 0);
  if (!inputDetails) {
    bill.tokens('input', inputTokens - audio, price.input);
    bill.tokens('inputAudio', audio, price.inputAudio);
    return;
  }
  const { cacheRead = 0, cacheWrite = 0, uncached = inputTokens - cacheRead - cacheWrite } = inputDetails;
  const hour = cacheWritesByTtl?.['1h'] ?? 0;
  const uncachedAudio = Math.min(audio, uncached);
  bill.tokens('input', uncached - uncachedAudio, price.input);
  bill.tokens('inputAudio', uncachedAudio, price.inputAudio);
  bill.tokens('cacheRead', cacheRead, price.cacheRead);
  bill.tokens('cacheWrite', cacheWrite - hour, price.cacheWrite);
  bill.tokens('cacheWrite1h', hour, price.cacheWrite1h);
}

function addOutput(bill: Bill, usage: Usage, price: Price): void {
  const { outputTokens = 0, outputDetails } = usage;
  if (!outputDetails) return bill.tokens('output', outputTokens, price.output);
  const { reasoning = 0, audio = 0, image = 0, text = outputTokens - reasoning - audio - image } = outputDetails;
  bill.tokens('output', text, price.output);
  // Vendors without a price of their own for thoughts bill them as output.
  bill.tokens('reasoning', reasoning, price.reasoning ?? price.output);
  bill.tokens('outputAudio', audio, price.outputAudio);
  bill.tokens('imageOutput', image, price.imageOutput);
}

function addUnits(bill: Bill, { units, outputDetails, inputTokens = 0, outputTokens = 0 }: Usage, price: Price): void {
  if (!units) return;
  const { images, inputImages, audioSeconds, videoSeconds, characters, pages, searches = 0, computeSeconds } = units;
  const measured = (name: string, count: number | undefined, each: number | undefined) =>
    bill.add(name, each === undefined ? 0 : (count ?? 0), each, 1);
  if (outputDetails?.image === undefined) measured('images', images, price.perImage);
  // Where a vendor lists a price per token and one per second or character, they are two ways to say one price.
  const isCounted = inputTokens + outputTokens > 0 && price.input !== undefined;
  if (!isCounted) {
    measured('seconds', audioSeconds ?? videoSeconds, price.perSecond);
    measured('characters', characters, price.perCharacter);
  }
  measured('inputImages', inputImages, price.perInputImage);
  measured('pages', pages, price.perPage);
  measured('computeSeconds', computeSeconds, price.perComputeSecond);
  // Always billed beside the rest.
  bill.add('searches', searches, price.perSearch, 1);
}

const isFree = (usage: Usage, price: Price) =>
  (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) === 0 && usage.units === undefined && price.input !== undefined;

function tierPrice(price: Price, tiers: Model['priceTiers'], inputTokens = 0): Price {
  if (!tiers) return price;
  let applied = price;
  for (const { above, ...tier } of [...tiers].sort((a, b) => a.above - b.above)) {
    if (inputTokens > above) applied = { ...applied, ...tier };
  }
  return applied;
}
