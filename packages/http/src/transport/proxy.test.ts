import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { bypasses, proxyChooser } from './proxy.ts';

beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'])
    vi.stubEnv(name, '');
});
afterEach(() => vi.unstubAllEnvs());
const choose = (option: string | false | undefined, url: string) => proxyChooser(option)(new URL(url));

describe('the proxy', () => {
  it('is that of the environment, by the protocol of the request', () => {
    vi.stubEnv('HTTPS_PROXY', 'http://secure.example:3128');
    vi.stubEnv('http_proxy', 'plain.example');
    expect(choose(undefined, 'https://vendor.example')).toEqual({
      protocol: 'http:',
      hostname: 'secure.example',
      port: 3128,
    });
    expect(choose('environment', 'http://vendor.example')).toEqual({
      protocol: 'http:',
      hostname: 'plain.example',
      port: 80,
    });
  });

  it('is none where the environment names none, exempts the host, or it is switched off', () => {
    expect(choose(undefined, 'https://vendor.example')).toBeUndefined();
    vi.stubEnv('https_proxy', 'http://p.example');
    vi.stubEnv('NO_PROXY', 'localhost,.vendor.example');
    expect(choose(undefined, 'https://api.vendor.example')).toBeUndefined();
    expect(choose(undefined, 'https://other.example')).toBeDefined();
    expect(choose(false, 'https://other.example')).toBeUndefined();
  });

  it('is the one that was given, with its user', () => {
    expect(choose('https://us%40er:pä%3Ass@[::1]:8443', 'http://vendor.example')).toEqual({
      protocol: 'https:',
      hostname: '::1',
      port: 8443,
      authorization: `Basic ${Buffer.from('us@er:pä:ss').toString('base64')}`,
    });
  });

  it.each(['socks5://user:secret@p.example', 'not a url secret'])(
    '%s cannot be used; the error does not show its password',
    async (url) => {
      const error = await failed(() => choose(url, 'https://x.example'));
      expect(error).toMatchObject({ code: 'config', field: 'proxy' });
      expect(error.message).not.toContain('secret');
    },
  );
});

describe('NO_PROXY', () => {
  it.each([
    ['example.com', 'example.com', 443, true],
    ['example.com', 'api.example.com', 443, true],
    ['.example.com', 'example.com', 443, true],
    ['*.example.com', 'example.com', 443, false],
    ['*.example.com', 'api.example.com', 443, true],
    ['example.com', 'notexample.com', 443, false],
    ['EXAMPLE.com', 'example.COM.', 443, true],
    ['example.com:8080', 'example.com', 443, false],
    ['example.com:8080', 'example.com', 8080, true],
    ['*', 'anything', 1, true],
    ['a, *', 'anything', 1, true],
    ['[::1]:443', '::1', 443, true],
    ['::1', '::1', 443, true],
    ['', 'x', 1, false],
    ['.', 'x', 1, false],
  ])('%j and %s:%i: %j', (except, host, port, expected) => expect(bypasses(except, host, port)).toBe(expected));
});
