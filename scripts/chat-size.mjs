// What a browser or a worker has to load for one complete chat: an OpenAI-compatible provider over fetch, bundled by
// Rolldown from what the packages publish, minified, gzipped. Chunks that the chat does not load are not counted.
//
//   node scripts/chat-size.mjs    (after a build) fails when the chat is over its budget
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { root } from './workspace.mjs';

/** What the chat may weigh, gzipped, in bytes. */
const budget = 32_000;

const program = `
import { pipeline, user } from '@kit/core';
import { groq } from '@kit/provider-groq';
const ai = pipeline(groq({ baseURL: globalThis.chatServer, apiKey: 'none', model: 'some-model' }));
console.log((await ai.chat({ messages: [user('Hi')] })).text);
`;

/** Serves one answer, runs the program, and prints the chunks that it loads. */
const runner = `
import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
const answer = {
  id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'some-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, logprobs: null, finish_reason: 'stop' }],
  usage: { queue_time: 0.04, prompt_tokens: 7, prompt_time: 0.01, completion_tokens: 2, completion_time: 0.02, total_tokens: 9, total_time: 0.03 },
  system_fingerprint: 'fp_1', x_groq: { id: 'req_1' },
};
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json').setHeader('x-ratelimit-remaining-requests', '99').setHeader('x-ratelimit-reset-requests', '2m59.56s');
  request.resume().on('end', () => response.end(JSON.stringify(answer)));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
globalThis.chatServer = 'http://127.0.0.1:' + server.address().port;
registerHooks({ load(url, context, next) { if (url.startsWith('file:')) console.log(url); return next(url, context); } });
await import('./chat.js');
process.exit(0);
`;

const directory = mkdtempSync(join(tmpdir(), 'chat-size-'));
try {
  const bundle = await rolldown({
    input: { chat: 'virtual:chat' },
    platform: 'browser',
    resolve: { conditionNames: ['worker', 'browser', 'import', 'default'] },
    plugins: [
      {
        name: 'a chat',
        resolveId(id, importer) {
          if (id === 'virtual:chat') return id;
          return importer === 'virtual:chat'
            ? this.resolve(id, join(root, 'packages/providers/groq/src/index.ts'))
            : null;
        },
        load: (id) => (id === 'virtual:chat' ? program : null),
      },
    ],
    logLevel: 'warn',
  });
  const { output } = await bundle.write({
    dir: directory,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'run.js'), runner);
  const printed = execFileSync(process.execPath, ['run.js'], { cwd: directory, encoding: 'utf8' }).trim().split('\n');
  if (printed.at(-1) !== 'Hello') throw new Error(`The chat answered ${printed.at(-1)}.`);
  const loaded = output.filter((chunk) => printed.includes(pathToFileURL(join(directory, chunk.fileName)).href));
  tell(loaded, output.length);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function tell(loaded, chunks) {
  const bytes = Object.create(null);
  for (const { modules } of loaded) {
    for (const [module, { renderedLength }] of Object.entries(modules)) {
      const name = /packages\/(providers\/[^/]+|[^/]+)\/dist/.exec(module)?.[1] ?? 'the program';
      bytes[name] = (bytes[name] ?? 0) + renderedLength;
    }
  }
  for (const [name, length] of Object.entries(bytes).sort(([, a], [, b]) => b - a))
    console.log(`${name.padEnd(24)} ${kilobytes(length)} before it is minified`);
  const code = Buffer.concat(loaded.map(({ fileName }) => readFileSync(join(directory, fileName))));
  const { length: gzipped } = gzipSync(code, { level: 9 });
  console.log(
    `loaded: ${loaded.length} of ${chunks} chunks, ${kilobytes(code.length)} minified, ${kilobytes(gzipped)} gzipped`,
  );
  if (gzipped <= budget) return;
  console.error(`A chat may weigh ${kilobytes(budget).trim()}: what has it come to need that others than it need?`);
  process.exitCode = 1;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(8);
}
