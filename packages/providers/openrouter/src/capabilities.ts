// What a row of OpenRouter's list of models says. Behind it is every vendor's model: nothing is known by its name.
import type { Model, Price } from '@kit/core';
import { arrayOf, type JsonRecord, numberOf, recordOf, stringOf } from '@kit/wire';

/** Their word for a price → the catalogue's, and per how many: tokens are counted by the million. */
const million = 1_000_000;
const prices: readonly (readonly [told: string, name: keyof Price, per: number])[] = [
  ['prompt', 'input', million],
  ['completion', 'output', million],
  ['input_cache_read', 'cacheRead', million],
  ['input_cache_write', 'cacheWrite', million],
  ['input_cache_write_1h', 'cacheWrite1h', million],
  ['internal_reasoning', 'reasoning', million],
  ['audio', 'inputAudio', million],
  ['audio_output', 'outputAudio', million],
  ['request', 'perRequest', 1],
  ['image', 'perInputImage', 1],
  ['web_search', 'perSearch', 1],
];

/** A parameter that a model takes → what it can therefore do. */
const capabilityNames: Readonly<Record<string, string>> = {
  tools: 'tools',
  tool_choice: 'tool-choice',
  parallel_tool_calls: 'parallel-tools',
  response_format: 'json',
  structured_outputs: 'json-schema',
  reasoning: 'reasoning',
  logprobs: 'logprobs',
};

export function modelFacts(row: JsonRecord): Partial<Model> {
  const { architecture, pricing, top_provider: provider, knowledge_cutoff: knowledge, expiration_date: end } = row;
  const { input_modalities: input, output_modalities: output } = recordOf(architecture) ?? {};
  const maxOutput = numberOf(recordOf(provider)?.max_completion_tokens);
  const price = priceOf(recordOf(pricing) ?? {});
  const capabilities = arrayOf(row.supported_parameters).flatMap((name) =>
    typeof name === 'string' && Object.hasOwn(capabilityNames, name) ? [capabilityNames[name] as string] : [],
  );
  const name = stringOf(row.name);
  const known = stringOf(knowledge);
  const deprecated = stringOf(end);
  return {
    ...(name !== undefined && { name }),
    ...(maxOutput !== undefined && { maxOutput }),
    ...(Array.isArray(input) && { input: input as string[] }),
    ...(Array.isArray(output) && { output: output as string[] }),
    ...(price && { price }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(known !== undefined && { knowledge: known }),
    ...(deprecated !== undefined && { deprecated }),
  };
}

/** Prices are texts, in USD for one token or piece; −1 is that of a router, which nobody knows before. */
function priceOf(pricing: JsonRecord): Price | undefined {
  const price: { -readonly [Name in keyof Price]: number } = {};
  for (const [told, name, per] of prices) {
    const amount = numberOf(pricing[told]);
    if (amount === undefined || amount < 0) continue;
    // Without the dust of multiplying fractions.
    if (amount > 0 || name === 'input' || name === 'output') price[name] = Number((amount * per).toPrecision(12));
  }
  return Object.keys(price).length > 0 ? price : undefined;
}
