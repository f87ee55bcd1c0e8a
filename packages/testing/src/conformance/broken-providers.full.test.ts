// Flaws that take waiting to find: a socket that stays open, an answer that does not come, memory that grows.
import { describe, expect, it } from 'vitest';
import type { Flaw } from '../../tests/conformance/acme.ts';
import { failingChecks } from '../../tests/conformance/failing-checks.ts';

const found: Readonly<Partial<Record<Flaw, readonly string[]>>> = {
  'takes no abort': [
    'chat: an abort while connecting closes the socket',
    'chat: an abort before the headers closes the socket',
    'chat: an abort behind the headers closes the socket',
    'stream: an abort while connecting closes the socket',
    'stream: an abort before the headers closes the socket',
    'chat: an abort in the middle of the body closes the socket',
    'no timer stays behind',
    'no socket stays behind',
    'no memory stays behind, after 200 aborted and 200 abandoned calls',
  ],
  'holds the text back': [
    'stream: the promise settles at the first content',
    'stream: told inside a 200, after the first content: busy',
    'stream: an abort between parts closes the socket',
    'stream: leaving the loop closes the socket',
  ],
  'keeps every answer': ['no memory stays behind, after 200 aborted and 200 abandoned calls'],
};

describe('a provider that', () => {
  it.each(Object.entries(found))('%s is found out', async (flaw, checks) => {
    expect(await failingChecks(flaw as Flaw, { memory: flaw !== 'holds the text back' })).toEqual(checks);
  });
});
