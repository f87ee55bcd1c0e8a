// Google's models with limits and prices.
import type { Catalogue } from '@kit/core';

export const catalogue: Catalogue = { provider: 'google', asOf: '2026-08-19', models: [] };
