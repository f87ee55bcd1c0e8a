// Stacks under callers who abort, leave and never read, over vendors who refuse, break off and do not listen, with stores that
// come and go: whatever happens, every call ends and nothing is left. A virtual clock, and one seed for all chance: run a
// failing test by its name (`-t 'a hedge > outlives its callers, seed 7$'`), and the same happens again.
import { pipeline } from '@kit/core';
import { virtualEnvironment } from '@kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flappingStore } from './flapping-store.ts';
import { hostileCallers } from './hostile-callers.ts';
import { type HostileStack, hostileStacks } from './hostile-stacks.ts';
import { hostileVendor } from './hostile-vendor.ts';
import { settlementWatch } from './settlement-watch.ts';

const seeds = 24;
const calls = 150;

/** By then every call has ended for its caller, while the store still flaps. */
const callsAreOverMs = 20_000;
/** By then streams that nobody reads are given up, and leases have lapsed whose end a flapping store never heard. */
const allIsGivenUpMs = 400_000;

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

/** Lets callers loose on a stack, and looks at what is left of it. */
async function outlivesItsCallers({ make, leases }: HostileStack, seed: number): Promise<void> {
  const environment = virtualEnvironment({ seed });
  const vendors = [
    hostileVendor({ id: 'first', deaf: seed % 3 === 0, environment }),
    hostileVendor({ id: 'second', environment }),
  ] as const;
  const flapping = flappingStore(environment);
  if (leases === 'in a store that is calm') flapping.calm();
  const watch = settlementWatch();
  const provider = make({
    first: vendors[0].provider,
    second: vendors[1].provider,
    environment,
    store: flapping.store,
    inner: watch.at('the inner'),
    pipe: (inside) => pipeline(inside, { environment }),
  });
  const ai = pipeline(provider, { environment }).use(watch.at('the outer'));
  const callers = hostileCallers(ai, environment, calls);

  await environment.advance(callsAreOverMs);
  expect(callers.open, 'calls that have not ended').toEqual([]);
  expect(callers.ended, 'calls that ended').toBe(calls);
  expect(vendors[0].requests + vendors[1].requests, 'requests').toBeGreaterThanOrEqual(calls / 10);
  expect(flapping.leased, 'leases were asked for').toBe(leases !== undefined);

  flapping.calm();
  await environment.advance(allIsGivenUpMs);
  expect(
    vendors.flatMap(({ atWork }) => atWork),
    'at work at the vendors',
  ).toEqual([]);
  expect(watch.waiting, 'observers who wait for an end').toEqual([]);
  expect(watch.toldAgain, 'observers who were told of an end twice').toEqual([]);
  expect(watch.told, 'ends that were told').toBeGreaterThanOrEqual(calls / 2);
  expect(await flapping.held(), 'leases that are held').toEqual([]);
  expect(environment.pendingTimers, 'timers').toBe(0);
  expect(unhandled, 'rejections that nobody handled').toEqual([]);
}

describe.each(Object.entries(hostileStacks))('%s', (_name, stack) => {
  for (let seed = 1; seed <= seeds; seed++)
    it(`outlives its callers, seed ${seed}`, () => outlivesItsCallers(stack, seed));
});
