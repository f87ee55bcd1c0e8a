// Many plugins at once, in any order, some of them around a combinator and some around each of its targets.
import { pipeline } from '@kit/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { standsEverything } from './cases.ts';
import { combinators, middleware } from './layers.ts';
import { type StackVendor, stackOf, stackVendor } from './stack.ts';

let vendor: StackVendor;
beforeAll(async () => {
  vendor = await stackVendor();
});
afterAll(() => vendor.server.close());

const names = Object.keys(middleware);
const anyOrder = fc.shuffledSubarray(names, { minLength: 3 });
const anyCombinator = fc.constantFrom(...Object.keys(combinators));

describe('any stack of plugins', () => {
  it('stands everything', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, anyCombinator, fc.nat(names.length), async (order, combinator, outside) => {
        const around = combinators[combinator as keyof typeof combinators];
        const makes = order.map((name) => middleware[name as keyof typeof middleware]);
        const stack = stackOf(vendor, [...makes, around], (layers, provider, environment) => {
          const plugins = layers.flatMap((layer) => layer.middleware ?? []);
          const inside = () => pipeline(provider, { environment }).use(...plugins.slice(outside));
          const combined = layers.at(-1)?.around(inside) ?? inside();
          return pipeline(combined, { environment }).use(...plugins.slice(0, outside));
        });
        await standsEverything(stack);
      }),
      { numRuns: 100 },
    );
  });
});
