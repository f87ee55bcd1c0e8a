import { readFileSync } from 'node:fs';
import { checkOptions } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { credentialPool } from './auth/credential-pool.ts';
import { httpOptionChecks, instanceId } from './provider-options.ts';
import { version } from './version.ts';

describe('the version in user-agent', () => {
  it("is the package's", () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(version).toBe(manifest.version);
  });
});

describe('the options of every provider', () => {
  const check = (options: object) => checkOptions('acme', options, httpOptionChecks);

  it('take what is right', () => {
    check({
      id: 'a',
      apiKey: 'k',
      baseURL: 'http://localhost:1',
      headers: { a: 'b' },
      transport: () => {},
      deadlines: {},
      model: 'm',
      maxReplyBytes: 1,
    });
    check({ apiKey: () => 'k' });
    check({ apiKey: credentialPool({ keys: ['k'] }) });
  });

  it.each([
    ['apiKey', ''],
    ['apiKey', 7],
    ['headers', { a: 1 }],
    ['headers', null],
    ['baseURL', 'localhost'],
    ['transport', {}],
    ['maxReplyBytes', 0],
    ['apikey', 'k'],
  ])('%s: %j is told', async (name, value) => {
    const error = await failed(() => check({ [name]: value }));
    expect(error).toMatchObject({ code: 'config', field: name });
  });

  it('name the instance', () => {
    expect(instanceId({ id: 'acme' }, {})).toBe('acme');
    expect(instanceId({ id: 'acme' }, { id: 'mine' })).toBe('mine');
  });
});
