import { defineConfig } from 'vitest/config';
import { foundation } from './scripts/workspace.mjs';

/** Packages are tested on their sources, so no build is needed; the rest are Vite's own for Node, but `module`: that is for bundlers. */
const conditions = ['@kit/source', 'node', 'development|production'];

const ignored = ['**/node_modules/**', '**/dist/**', '**/.tools/**'];

const gated = foundation.map(({ path }) => `${path}/src/**/*.ts`);

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    setupFiles: ['tests/no-credentials.ts', 'tests/property-seed.ts'],
    // Examples and simulators start processes and servers, on machines with few cores.
    testTimeout: 20_000,
    // `*.test.ts` is the fast tier (`npm test`); `*.full.test.ts` (services, fault runs, soak) joins in `npm run test:full`.
    projects: [
      { extends: true, test: { name: 'unit', include: ['**/*.test.ts'], exclude: [...ignored, '**/*.full.test.ts'] } },
      { extends: true, test: { name: 'full', include: ['**/*.full.test.ts'], exclude: ignored, testTimeout: 60_000 } },
    ],
    coverage: {
      provider: 'v8',
      include: gated,
      exclude: ['**/*.test.ts', '**/*.test-d.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: Object.fromEntries(gated.map((files) => [files, { lines: 90 }])),
    },
  },
});
