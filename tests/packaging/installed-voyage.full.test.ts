// A user with an empty folder and npm: core and one provider are installed from packed tarballs, and run.
import { type ReplayServer, replayServer } from '@kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packed } from './tarballs.ts';
import { machineEnvironment, type Said, type UserFolder, userFolder } from './user-folder.ts';

const vectors = [
  [0.5, 0.25],
  [0.75, 1],
];
let folder: UserFolder;
let install: Said;
let server: ReplayServer;

beforeAll(async () => {
  folder = userFolder(packed('@kit/provider-voyage'), 'voyage');
  install = await folder.npmInstall(['@kit/core', '@kit/provider-voyage']);
  server = await replayServer({
    exchanges: [
      {
        body: {
          object: 'list',
          data: vectors.map((embedding, index) => ({ object: 'embedding', embedding, index })),
          model: 'voyage-4',
          usage: { total_tokens: 2 },
        },
      },
    ],
  });
}, 60_000);

afterAll(async () => {
  folder?.[Symbol.dispose]();
  await server?.close();
});

it('installs core, one provider and what these stand on, and nothing else', () => {
  expect(install).toMatchObject({ status: 0 });
  expect(folder.installed().sort()).toEqual([
    '@kit/core',
    '@kit/http',
    '@kit/provider-voyage',
    '@kit/wire',
    'eventsource-parser',
    'undici',
  ]);
});

it.each(['embed.mjs', 'embed.cjs'])('embeds texts: %s', async (program) => {
  const { status, stdout, stderr } = await folder.run(process.execPath, [program, server.url]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(vectors);
  expect(server.requests.at(-1)?.json()).toMatchObject({ model: 'voyage-4', input: ['a', 'b'] });
});

describe("on the machine's own Node", () => {
  const environment = machineEnvironment();
  let isOld: boolean;

  beforeAll(async () => {
    const [major = 0, minor = 0] = (await folder.run('node', ['--print', 'process.versions.node'], environment)).stdout
      .split('.')
      .map(Number);
    isOld = major < 22 || (major === 22 && minor < 19);
  });

  it('says which Node is needed when it is installed, and refuses if npm is told to be strict', async ({ skip }) => {
    skip(!isOld, 'it is new enough');
    const lenient = await folder.npmInstall(['--package-lock-only'], environment);
    expect(lenient).toMatchObject({ status: 0, stderr: expect.stringMatching(/EBADENGINE[\s\S]*>=22\.19\.0/) });
    const strict = await folder.npmInstall(['--engine-strict', '--package-lock-only'], environment);
    expect(strict.status).not.toBe(0);
    expect(strict.stderr).toMatch(/EBADENGINE[\s\S]*>=22\.19\.0/);
  });

  it('runs if that is new enough; says so as a `config` error if it is not', async () => {
    const { status, stdout, stderr } = await folder.run('node', ['embed.mjs', server.url], environment);
    if (isOld) expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringMatching(/code: 'config'/) });
    else expect(JSON.parse(stdout)).toEqual(vectors);
  });

  it('runs over fetch, whether or not it is new enough for undici', async () => {
    const { status, stdout } = await folder.run('node', ['embed-with-fetch.mjs', server.url], environment);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(vectors);
  });
});
