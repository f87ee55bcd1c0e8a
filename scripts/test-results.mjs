// Counts what the test runs wrote (vitest's JSON reports and the list of other checks that failed).
//
//   node scripts/test-results.mjs    prints `N passed, N failed` over all results there are
//
// A test that ran twice, once plain and once with coverage, counts once; it has passed when it passed both times.
// A check that is no test (lint, types, build, a budget) counts only when it fails, so that a red run never says "0 failed".
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './workspace.mjs';

export const resultsFolder = join(root, '.tools/results');

/** @param {string[]} files paths of results; ones that were not written are left out */
export function closingLine(files) {
  const tests = new Map();
  let failedChecks = 0;
  for (const file of files.filter((path) => existsSync(path))) {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    if (report.testResults) collect(report, tests);
    else failedChecks += report.failed.length;
  }
  const outcomes = [...tests.values()];
  const failed = outcomes.filter((passed) => !passed).length;
  return `${outcomes.length - failed} passed, ${failed + failedChecks} failed`;
}

/** Whether a report names failed tests, which a run can also fail without: by its coverage, or by an error between tests. */
export function testsFailedIn(file) {
  if (!existsSync(file)) return false;
  const tests = new Map();
  collect(JSON.parse(readFileSync(file, 'utf8')), tests);
  return [...tests.values()].includes(false);
}

function collect(report, tests) {
  const seen = new Map();
  const record = (name, passed) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    // Tests of one name in one file stay apart by their order.
    const key = `${name} #${count}`;
    tests.set(key, passed && tests.get(key) !== false);
  };
  for (const file of report.testResults) {
    const ran = file.assertionResults.filter((test) => test.status === 'passed' || test.status === 'failed');
    for (const test of ran) record(`${file.name} > ${test.fullName}`, test.status === 'passed');
    // A file that could not be loaded has no tests to tell of.
    if (file.status === 'failed' && !ran.some((test) => test.status === 'failed'))
      record(`${file.name} (the file)`, false);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === join(root, 'scripts/test-results.mjs')) {
  const files = existsSync(resultsFolder) ? readdirSync(resultsFolder).map((name) => join(resultsFolder, name)) : [];
  console.log(closingLine(files));
}
