// One case: every contestant in a process of its own, warmed up, and then round by round in turn.
import type { Case } from '../cases.ts';
import type { ContestantName } from '../contestants/index.ts';
import { hasStack } from '../contestants/stack-plugins.ts';
import { scenarioContent } from '../server/scenario.ts';
import type { Job, Memory } from './messages.ts';
import { startWorker, type Worker } from './processes.ts';
import { quantile } from './statistics.ts';

const WARM_UP_MS = 3_000;

/** What was measured of one contestant. */
export interface Figures {
  /** Microseconds of CPU a unit, one for each round. */
  readonly cpuMicros: readonly number[];
  /** Bursts: p99 of the time to the first text, one for each round. */
  readonly firstTextP99Ms: readonly number[];
  readonly memory: Memory | undefined;
}

export interface CaseResult {
  readonly measured: Case;
  readonly figures: ReadonlyMap<ContestantName, Figures>;
  /** Contestants that could not do it, with what they said. */
  readonly failures: ReadonlyMap<ContestantName, string>;
}

export interface MeasureOptions {
  readonly origin: string;
  readonly rounds: number;
  readonly sampleMs: number;
  readonly names: readonly ContestantName[];
}

export async function measureCase(measured: Case, options: MeasureOptions): Promise<CaseResult> {
  const failures = new Map<ContestantName, string>();
  const teams: Team[] = [];
  const attempt = async (name: ContestantName, act: () => Promise<void>) => {
    if (failures.has(name)) return;
    try {
      await act();
    } catch (error) {
      failures.set(name, error instanceof Error ? error.message : String(error));
    }
  };
  try {
    for (const name of options.names) {
      const team: Team = { job: jobOf(measured, name, options), workers: [] };
      teams.push(team);
      for (let at = 0; at < processesOf(measured, name); at++) {
        await attempt(name, async () => void team.workers.push(await startWorker(team.job)));
      }
    }
    const figures = new Map(options.names.map((name) => [name, newFigures()]));
    for (const worker of inTurns(teams, options.rounds)) {
      await attempt(worker.job.contestant, () => addSample(worker, measured, figures));
    }
    if (measured.burst) {
      for (const { job } of teams) await attempt(job.contestant, () => addMemory(job, figures));
    }
    for (const name of failures.keys()) figures.delete(name);
    return { measured, failures, figures };
  } finally {
    for (const { workers } of teams) for (const worker of workers) worker.close();
  }
}

/** The processes of one contestant. */
interface Team {
  readonly job: Job;
  readonly workers: Worker[];
}

/** Who is judged, and what they are judged by, run in two: what one process happens to compile well another may not. */
function processesOf({ targets }: Case, name: ContestantName): number {
  return name === 'floor' || targets.some(({ contestant }) => contestant === name) ? 2 : 1;
}

/** Round by round; another contestant begins each, so that nobody always runs behind the same neighbour. */
function* inTurns(teams: readonly Team[], rounds: number): Generator<Worker> {
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < teams.length; turn++) {
      const { workers } = teams[(turn + round) % teams.length] as Team;
      const worker = workers[round % workers.length];
      if (worker) yield worker;
    }
  }
}

type Collected = Map<ContestantName, { cpuMicros: number[]; firstTextP99Ms: number[]; memory: Memory | undefined }>;
const newFigures = () => ({
  cpuMicros: [] as number[],
  firstTextP99Ms: [] as number[],
  memory: undefined as Memory | undefined,
});

async function addSample(worker: Worker, { burst }: Case, figures: Collected): Promise<void> {
  const { cpuMicros, firstTextMs } = await worker.sample();
  const own = figures.get(worker.job.contestant);
  own?.cpuMicros.push(cpuMicros);
  if (burst) own?.firstTextP99Ms.push(quantile(firstTextMs, 0.99));
}

/** In a fresh process: one that had bursts before has the room for another. */
async function addMemory(job: Job, figures: Collected): Promise<void> {
  const worker = await startWorker({ ...job, warmUpMs: 0 });
  try {
    const own = figures.get(job.contestant);
    if (own) own.memory = await worker.memory();
  } finally {
    worker.close();
  }
}

function jobOf(measured: Case, name: ContestantName, { origin, sampleMs }: MeasureOptions): Job {
  const { scenario, unit, concurrency, promptCharacters, burst } = measured;
  return {
    contestant: name,
    scenario,
    origin,
    request: unit === 'call' ? 'call' : 'stream',
    concurrency,
    promptCharacters,
    unitsPerCall: unit === 'chunk' ? scenarioContent(scenario).texts.length : 1,
    sampleMs: burst ? 0 : sampleMs,
    warmUpMs: WARM_UP_MS,
  };
}

/** The contestants of a case that were asked for, and that there are. */
export function contestantsOf(measured: Case, chosen: readonly ContestantName[]): readonly ContestantName[] {
  return measured.contestants.filter(
    (name) => (name !== 'kit-stack' || hasStack()) && (chosen.length === 0 || chosen.includes(name)),
  );
}
