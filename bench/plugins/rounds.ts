// Interleaved rounds: every case has its turn in each, so that what the machine does beside weighs on all alike.

export interface TimedCase {
  readonly name: string;
  /** Calls, parts, pieces: what one figure is for. */
  readonly units: number;
  readonly run: () => Promise<void>;
}

/** Rounds that are not counted: the code is still being compiled. */
const WARM_UP = 4;

/**
 * Microseconds of CPU time a unit, by case and round. Garbage is not collected in between: that would also throw away
 * compiled code.
 */
export async function measureRounds(cases: readonly TimedCase[], rounds: number): Promise<Map<string, number[]>> {
  const figures = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { name, units, run } of cases) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) figures.get(name)?.push((user + system) / units);
    }
  }
  return figures;
}
