import { findModels } from '@kit/core';
import { expect, it } from 'vitest';
import { catalogue, catalogues } from './models.ts';

it('lists the models of all hosted presets, each with its vendor', async () => {
  const counted = Object.values(catalogues).reduce((sum, { models }) => sum + models.length, 0);
  expect(catalogue.models).toHaveLength(counted);
  expect(
    catalogue.models.every(({ id, provider }) => id !== '' && provider !== undefined && provider in catalogues),
  ).toBe(true);
  expect((await findModels([catalogues.novita], { kind: 'chat' })).length).toBeGreaterThan(0);
});
