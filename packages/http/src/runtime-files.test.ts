import { afterEach, expect, it, vi } from 'vitest';
import { runtimeFiles } from './runtime-files.ts';

afterEach(() => void vi.unstubAllGlobals());

it('are those of the runtime', async () => {
  expect(await runtimeFiles()?.readFile(new URL(import.meta.url).pathname, 'utf8')).toContain(
    'are those of the runtime',
  );
});

it('are not there where there is no process', () => {
  vi.stubGlobal('process', undefined);
  expect(runtimeFiles()).toBeUndefined();
});
