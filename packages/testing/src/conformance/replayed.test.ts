// A candidate can be tried, call by call, before the replies of its own manifest.
import { type AnyProvider, type Provider, pipeline } from '@kit/core';
import { expect, it } from 'vitest';
import { acme } from '../../tests/conformance/acme.ts';
import { acmeManifest } from '../../tests/conformance/acme-manifest.ts';
import { replayed } from './replayed.ts';
import { candidate } from './together.ts';

it('answers a call as its manifest says, and leaves no server behind', async () => {
  const one = candidate(acme, acmeManifest);
  const [exchange] = one.exchanges;
  if (exchange?.operation !== 'chat') throw new Error('The first exchange is a chat.');
  const chat = (provider: AnyProvider) => pipeline(provider as Provider<'chat'>).chat(exchange.request as never);

  const { text, url } = await replayed(one, exchange, async ({ provider, server }) => ({
    text: (await chat(provider)).text,
    url: server.url,
  }));
  expect(text).toBe((exchange.result as { readonly text: string }).text);
  await expect(fetch(url)).rejects.toThrow();
});
