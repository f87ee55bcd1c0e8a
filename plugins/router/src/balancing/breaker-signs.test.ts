import { describe, expect, it } from 'vitest';
import { BreakerSigns } from './breaker-signs.ts';

describe('breaker signs', () => {
  it('are good while nothing was heard', () => {
    expect(new BreakerSigns().at('m', 0)).toBe('closed');
  });

  it('follow the transitions that a breaker tells of', () => {
    const signs = new BreakerSigns();
    signs.heard('k', 'open', undefined);
    expect(signs.at('m', 0)).toBe('open');
    signs.heard('k', 'half-open', undefined);
    expect(signs.at('m', 0)).toBe('half-open');
    signs.heard('k', 'closed', undefined);
    expect(signs.at('m', 0)).toBe('closed');
  });

  it('concern the model that they are of', () => {
    const signs = new BreakerSigns();
    signs.heard('a', 'open', 'm1');
    expect([signs.at('m1', 0), signs.at('m2', 0), signs.at(undefined, 0)]).toEqual(['open', 'closed', 'open']);
  });

  it('let a silent open breaker be asked again after thirty seconds: it may let a probe through', () => {
    const signs = new BreakerSigns();
    signs.heard('k', 'open', undefined);
    expect(signs.at('m', 5_000)).toBe('open');
    expect(signs.at('m', 34_999)).toBe('open');
    expect(signs.at('m', 35_000)).toBe('half-open');
  });

  it('believe a refusal and its Retry-After, until a call gets through', () => {
    const signs = new BreakerSigns();
    signs.refused('m', 0, 2_000);
    expect([signs.at('m', 1_999), signs.at('m', 2_000)]).toEqual(['open', 'half-open']);
    signs.passed('m');
    expect(signs.at('m', 2_000)).toBe('closed');
  });

  it('are bounded: of many breakers the latest are remembered', () => {
    const signs = new BreakerSigns();
    for (let key = 0; key < 1_000; key++) signs.heard(`k${key}`, 'open', `m${key}`);
    expect([signs.at('m999', 0), signs.at('m0', 0)]).toEqual(['open', 'closed']);
  });
});
