import { describe, expect, it } from 'vitest';
import { loadOnce } from './load-once.ts';

describe('what is loaded once', () => {
  it('is loaded for whoever asks first, and kept', async () => {
    let loads = 0;
    const load = loadOnce(async () => ++loads);
    expect(loads).toBe(0);
    expect(await Promise.all([load(), load()])).toEqual([1, 1]);
    expect(await load()).toBe(1);
  });

  it('is tried again after a failure, which everybody hears who asked meanwhile', async () => {
    let loads = 0;
    const load = loadOnce(async () => {
      if (++loads === 1) throw new Error('no chunk');
      return loads;
    });
    expect(await Promise.allSettled([load(), load()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(loads).toBe(1);
    expect(await load()).toBe(2);
  });
});
