// Any plugin outside of any other: whatever the order, an answer is an answer, an end is an end, what was used is counted
// once, and nothing stays behind.
import { pipeline } from '@kit/core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { standsEverything } from './cases.ts';
import { layers } from './layers.ts';
import { type StackVendor, stackOf, stackVendor } from './stack.ts';

let vendor: StackVendor;
beforeAll(async () => {
  vendor = await stackVendor();
});
afterAll(() => vendor.server.close());

const pairs = Object.entries(layers).flatMap(([outer, makeOuter]) =>
  Object.entries(layers).map(([inner, makeInner]) => ({ outer, inner, make: [makeOuter, makeInner] as const })),
);

describe('any plugin outside of any other', () => {
  it.each(pairs)('$outer outside of $inner', async ({ make }) => {
    const stack = stackOf(vendor, make, ([outer, inner], provider, environment) =>
      outer?.middleware && inner?.middleware
        ? pipeline(provider, { environment }).use(outer.middleware, inner.middleware)
        : (outer?.around(() => inner?.around(() => provider) ?? provider) ?? provider),
    );
    await standsEverything(stack);
  });
});
