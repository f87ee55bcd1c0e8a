// The processes of a run: the mock server, and one for each contestant of a case.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Job, Memory, Order, Sample } from './messages.ts';

const ANSWER_TIMEOUT_MS = 120_000;
const KEPT_CHARACTERS = 2_000;

export interface MockServer {
  readonly origin: string;
  close(): void;
}

export async function startServer(): Promise<MockServer> {
  const child = start('../server/main.ts', []);
  const { port } = await nextMessage<{ port: number }>(child);
  return { origin: `http://127.0.0.1:${port}`, close: () => child.disconnect() };
}

export interface Worker {
  readonly job: Job;
  sample(): Promise<Sample>;
  /** Undefined where the burst is over too soon to be looked at. */
  memory(): Promise<Memory | undefined>;
  close(): void;
}

/** Starts a contestant's process and warms it up. @throws Error with what went wrong there */
export async function startWorker(job: Job): Promise<Worker> {
  const child = start('./worker.ts', ['--expose-gc']);
  const ask = async (order: Order): Promise<Answer> => {
    child.send(order);
    const answer = await nextMessage<Answer>(child);
    if (answer.answer === 'failed') throw new Error(`${job.contestant}: ${answer.message}`);
    return answer;
  };
  const close = () => {
    if (child.connected) child.disconnect();
  };
  try {
    await ask({ order: 'prepare', job });
  } catch (error) {
    close();
    throw error;
  }
  return {
    job,
    close,
    async sample() {
      const answer = await ask({ order: 'sample' });
      if (answer.answer !== 'sample') throw new Error(`${job.contestant} answered ${answer.answer}`);
      return answer.sample;
    },
    async memory() {
      const answer = await ask({ order: 'memory' });
      if (answer.answer !== 'memory') throw new Error(`${job.contestant} answered ${answer.answer}`);
      return answer.memory;
    },
  };
}

/** What clients print about settings and models stays unseen, unless their process dies of it. */
function start(file: string, flags: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning', ...flags],
    // Nobody's proxy, key or endpoint gets into the figures.
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let printed = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    printed = (printed + bytes).slice(-KEPT_CHARACTERS);
  });
  child.on('exit', (code) => {
    if (code !== 0) console.error(printed);
  });
  return child;
}

function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      act();
    };
    const onMessage = (message: unknown) => settle(() => resolve(message as Message));
    const onExit = (code: number | null) => settle(() => reject(new Error(`a process ended with ${code}`)));
    const timer = setTimeout(() => {
      child.kill();
      settle(() => reject(new Error(`no answer within ${ANSWER_TIMEOUT_MS / 1000} s`)));
    }, ANSWER_TIMEOUT_MS);
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}
