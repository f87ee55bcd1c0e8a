// The same program on Node, Bun, Deno and workerd: a chat, a stream, embeddings, and a stream that is aborted in its middle.
import { type Simulator, simulator } from '@kit/testing';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';
import { type RuntimeName, runtimeBinary } from './runtimes.ts';
import { packed } from './tarballs.ts';
import { projectEnvironment, type UserFolder, userFolder } from './user-folder.ts';
import { workerServer } from './worker-server.ts';

const provider = '@kit/provider-openai-compatible';
let folder: UserFolder;

beforeAll(async () => {
  folder = userFolder(packed(provider), 'smoke');
  expect(await folder.npmInstall(['@kit/core', provider])).toMatchObject({ status: 0 });
}, 60_000);
afterAll(() => folder?.[Symbol.dispose]());

/** Answers four requests; within the fourth, the second stream, it falls silent. */
const served = () => simulator({ faults: [undefined, undefined, undefined, { type: 'hang', afterEvents: 3 }] });

function checkReport(report: unknown, { requests }: Simulator): void {
  const answer = 'You said: Hello';
  expect(report).toEqual({
    text: answer,
    provider: 'loopback',
    streamed: answer,
    dimensions: [64, 64],
    aborted: { before: expect.stringMatching(/^You/), code: 'aborted', cause: 'enough' },
    afterwards: answer,
  });
  expect(requests.map(({ path }) => path.replace(/^.*\/v1/, ''))).toEqual([
    '/chat/completions',
    '/chat/completions',
    '/embeddings',
    '/chat/completions',
    '/chat/completions',
  ]);
  // The program went on after its abort: that request's socket was closed by then.
  const [, , , left, next] = requests;
  expect(left?.aborted).toBe(true);
  expect(left?.closedAt).toBeLessThan(next?.receivedAt ?? 0);
}

async function checkProgram(binary: string, options: readonly string[], environment: object = {}): Promise<void> {
  await using server = await served();
  const { status, stdout, stderr } = await folder.run(binary, [...options, 'main.mjs', server.openaiURL], {
    ...projectEnvironment(),
    ...environment,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  checkReport(JSON.parse(stdout), server);
}

function binaryOf(name: RuntimeName, { skip }: TestContext): string {
  const binary = runtimeBinary(name);
  skip(binary === undefined, `${name} has no binary for this machine`);
  return binary as string;
}

it('Node', () => checkProgram(process.execPath, []));

it('Bun', (context) => checkProgram(binaryOf('bun', context), ['--no-install'], { DO_NOT_TRACK: '1' }));

it('Deno, with leave for the loopback network and the packages', async (context) => {
  const leave = ['--allow-net=127.0.0.1', '--allow-env', '--allow-read=.'];
  await checkProgram(binaryOf('deno', context), ['run', '--no-remote', '--no-prompt', ...leave], {
    DENO_DIR: `${folder.path}/.deno`,
    DENO_NO_UPDATE_CHECK: '1',
    NO_COLOR: '1',
  });
});

it('workerd, bundled', async (context) => {
  const binary = binaryOf('workerd', context);
  const { metafile } = await build({
    entryPoints: ['worker.mjs'],
    outfile: `${folder.path}/bundle.mjs`,
    absWorkingDir: folder.path,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker'],
    metafile: true,
    logLevel: 'silent',
  });
  expect(Object.keys(metafile.inputs).filter((file) => file.includes('/undici/'))).toEqual([]);

  await using server = await served();
  const bindings = { baseURL: server.openaiURL };
  await using worker = await workerServer({ binary, folder: folder.path, module: 'bundle.mjs', bindings });
  const response = await fetch(worker.url);
  const report = await response.text();
  expect(response.status, report).toBe(200);
  checkReport(JSON.parse(report), server);
});
