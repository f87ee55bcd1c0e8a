// A check of the suite: a name and a function, for any test runner.

export interface Check {
  /** Unique, reads as a sentence. */
  readonly name: string;
  /** Why it cannot be made here, or is left out. */
  readonly skip?: string;
  /** Takes long (thousands of calls, megabytes, memory): for tests that run less often. */
  readonly slow?: boolean;
  /** Resolves when the provider passes. @throws ConformanceFailure */
  run(): Promise<void>;
}

/** `it` of vitest, or of `node:test`. */
export interface TestFunction {
  (name: string, run: () => Promise<void>): unknown;
  readonly skip: (name: string, run: () => Promise<void>) => unknown;
}

/** Makes a test of every check: `registerChecks(it, conformance(…))`. */
export function registerChecks(it: TestFunction, checks: readonly Check[]): void {
  for (const { name, skip, run } of checks) {
    if (skip === undefined) it(name, () => run());
    else it.skip(`${name} (left out: ${skip})`, () => run());
  }
}
