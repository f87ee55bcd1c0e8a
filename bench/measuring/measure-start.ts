// How long it takes from nothing to a client, and to its first answer: a fresh process each time, on what was built.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { models } from '../contestants/contestant.ts';
import { scenarioPath } from '../server/scenario.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));

/** Imports, constructs a client, and leaves `call` behind. Runs as it stands, with `baseURL` and `model` at hand. */
const starts = {
  floor: `const { request } = await import('undici');
    await import('eventsource-parser');
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }] });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer bench' };
    const call = async () => (await request(baseURL + '/chat/completions', { method: 'POST', headers, body })).body.json();`,
  kit: `const { pipeline, user } = await import('@kit/core');
    const { openai } = await import('@kit/provider-openai');
    const ai = pipeline(openai({ apiKey: 'bench', baseURL, api: 'chat', model }));
    const call = () => ai.chat({ messages: [user('Hi')] });`,
  openai: `const { default: OpenAI } = await import('openai');
    const client = new OpenAI({ apiKey: 'bench', baseURL });
    const call = () => client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] });`,
  'ai-provider': `const { createOpenAI } = await import('@ai-sdk/openai');
    const chat = createOpenAI({ apiKey: 'bench', baseURL }).chat(model);
    const call = () => chat.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });`,
  ai: `const { createOpenAI } = await import('@ai-sdk/openai');
    const { generateText } = await import('ai');
    const chat = createOpenAI({ apiKey: 'bench', baseURL }).chat(model);
    const call = () => generateText({ model: chat, prompt: 'Hi' });`,
  langchain: `const { ChatOpenAI } = await import('@langchain/openai');
    const chat = new ChatOpenAI({ model, apiKey: 'bench', configuration: { baseURL } });
    const call = () => chat.invoke('Hi');`,
} as const;

export type StartName = keyof typeof starts;

/** One fresh process. */
export interface Start {
  /** Until the client is constructed. */
  readonly constructMs: number;
  /** From there to the first complete answer. */
  readonly firstCallMs: number;
  /** CPU time of both, which a busy machine changes less. */
  readonly cpuMs: number;
  /** What the process has grown by until then. */
  readonly residentBytes: number;
}

export type StartResult = ReadonlyMap<StartName, readonly Start[]>;

/** In interleaved rounds, after one that only brings the files into the system's cache. */
export async function measureStart(
  origin: string,
  rounds: number,
  wanted: (name: string) => boolean,
): Promise<StartResult> {
  const names = (Object.keys(starts) as StartName[]).filter(wanted);
  const all = new Map(names.map((name) => [name, [] as Start[]]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const start = await startOnce(starts[name], origin);
      if (round >= 0) all.get(name)?.push(start);
    }
  }
  return all;
}

async function startOnce(code: string, origin: string): Promise<Start> {
  const baseURL = `${origin}${scenarioPath({ wire: 'openai', answer: 'small', delivery: 'complete' })}`;
  const timed = `
    const baseURL = ${JSON.stringify(baseURL)};
    const model = ${JSON.stringify(models.openai)};
    const residentBefore = process.memoryUsage.rss();
    const cpuBefore = process.cpuUsage();
    const began = performance.now();
    ${code}
    const constructed = performance.now();
    await call();
    const answered = performance.now();
    const { user: userMicros, system } = process.cpuUsage(cpuBefore);
    const cpuMs = (userMicros + system) / 1000;
    const residentBytes = process.memoryUsage.rss() - residentBefore;
    console.log(JSON.stringify({ constructMs: constructed - began, firstCallMs: answered - constructed, cpuMs, residentBytes }));
    process.exit(0);`;
  // Evaluated code resolves packages from the folder it runs in.
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', timed], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Start;
}
