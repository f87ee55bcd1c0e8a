import { expect, it } from 'vitest';
import { addressWithPath } from './address-with-path.ts';

it.each([
  ['https://api.acme.example', 'https://api.acme.example/v1'],
  ['https://api.acme.example/', 'https://api.acme.example/v1'],
  ['https://api.acme.example?key=1', 'https://api.acme.example/v1?key=1'],
  ['https://proxy.example/acme', 'https://proxy.example/acme'],
  ['no address', 'no address'],
])('%s becomes %s', (address, expected) => expect(addressWithPath(address, '/v1')).toBe(expected));
