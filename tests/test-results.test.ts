// The closing line of a run is counted, not claimed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { closingLine, testsFailedIn } from '../scripts/test-results.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kit-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
function file(content: unknown): string {
  const path = join(folder, `${written++}.json`);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** One test file in the form of vitest's JSON reporter, from `name: status` pairs. */
function report(tests: readonly (readonly [string, string])[], status = 'passed'): string {
  const assertionResults = tests.map(([fullName, outcome]) => ({ fullName, status: outcome }));
  return file({ testResults: [{ name: 'a.test.ts', status, assertionResults }] });
}

describe('the closing line', () => {
  it('counts passed and failed tests, and leaves out skipped ones', () => {
    const path = report([
      ['one', 'passed'],
      ['two', 'failed'],
      ['three', 'pending'],
    ]);
    expect(closingLine([path])).toBe('1 passed, 1 failed');
  });

  it('counts a test that ran twice once, as failed when it failed in either run', () => {
    const first = report([
      ['one', 'passed'],
      ['two', 'passed'],
    ]);
    const second = report([
      ['one', 'passed'],
      ['two', 'failed'],
    ]);
    expect(closingLine([first, second])).toBe('1 passed, 1 failed');
    expect(closingLine([second, first])).toBe('1 passed, 1 failed');
  });

  it('keeps tests of one name in one file apart', () => {
    const path = report([
      ['same', 'passed'],
      ['same', 'passed'],
    ]);
    expect(closingLine([path])).toBe('2 passed, 0 failed');
  });

  it('counts a file that could not be loaded as a failure', () => {
    const path = report([], 'failed');
    expect(closingLine([path])).toBe('0 passed, 1 failed');
    expect(testsFailedIn(path)).toBe(true);
  });

  it('counts a failed check that is no test, so that a red run does not say "0 failed"', () => {
    const path = report([['one', 'passed']]);
    expect(closingLine([path, file({ failed: ['types'] })])).toBe('1 passed, 1 failed');
    expect(testsFailedIn(path)).toBe(false);
  });

  it('leaves out results that were never written', () => {
    expect(closingLine([join(folder, 'none.json')])).toBe('0 passed, 0 failed');
  });
});
