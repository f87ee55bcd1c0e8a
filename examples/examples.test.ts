// Every example runs, as its reader would run it, against the simulator, and says what it should.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('.', import.meta.url).pathname;

/** What each example has to print, besides ending with 0. */
const expected: Readonly<Record<string, readonly RegExp[]>> = {
  'quickstart.ts': [
    /A streamed chat/,
    /the model calls weather\(\{.*"city"/,
    /ingredients/,
    /1 vector of \d+ numbers/,
    /rate-limit/,
    /broken.* → /,
    /cost USD/,
    /Next: README/,
  ],
  'streaming.ts': [
    /finished: stop/,
    /folded: \d+ characters/,
    /refused before it began: not-found/,
    /left after 3 pieces/,
  ],
  'tools.ts': [/→ weather\(\{.*"city"/],
  'tools-loop.ts': [
    /approved: book_table/,
    /→ weather\(\{"city":"\w+"\}\)/,
    /← book_table: complete/,
    /2 turns, 4 messages, \d+ tokens in/,
    /cost of all turns: USD 0\.\d+/,
  ],
  'tools-object.ts': [
    /so far: .*, 0 ingredients/,
    /whole: .+: \d+ ingredients, [\d.]+ minutes/,
    /refused: invalid-output after 2 attempts/,
  ],
  'structured-output.ts': [/: \d+ ingredients, [\d.]+ minutes/],
  'fallback.ts': [/fallback: broken\/gpt-6-luna → anthropic\/claude-haiku-5-5 \(network\)/, /after 3 attempts/],
  'batcher.ts': [
    /one request: 10 calls, 10 inputs[\s\S]*one request: 10/,
    /20 answers of 1 vector/,
    /tokens: [1-9].*estimated/,
  ],
  'cache.ts': [
    /use: exact hit, 0 tokens/,
    /refresh: asked, [1-9]\d* tokens/,
    /stream 2: hit/,
    /shared: 9 of 10, 4 misses/,
  ],
  'semantic-cache.ts': [
    /my account\? → exact, 0 tokens/,
    /^acme: .* own account\? → semantic, similarity 0\.[89]\d, 0 tokens/m,
    /not reset .* → asked, [1-9]/,
    /invoices\? → asked, [1-9]/,
    /^globex: .* → asked, [1-9]/m,
  ],
  'guard.ts': [/answered: true, address in the answer: false/, /guard-blocked by patterns: .*an access key/],
  'router.ts': [
    /default \(no rule holds\): quick → answered by openai/,
    /tools \(capability "tools" is "tools"\): best, quick → answered by anthropic/,
    /european data \(residency "eu" is "eu"\): european → answered by google/,
    /batch work \(tag "batch" is "batch"\): .* → answered by \w+/,
  ],
  'retry.ts': [
    /^rate-limit: attempt 2 after what the vendor asked for$/m,
    /^3 attempts: failed, failed, complete$/m,
    /^not-found 1$/m,
  ],
  'resume.ts': [
    /^\[resumption 1 by prompt: network\]$/m,
    /\[resumed by anthropic\]/,
    /^whole: true$/m,
    /^attempts: openai failed, .*anthropic complete$/m,
    /^tokens of all attempts: \d+ in, \d+ out \((partial|estimated)\)$/m,
  ],
  'timeout.ts': [
    /^all \d+ words$/m,
    /^first-part: nothing had arrived$/m,
    /^idle: a part had arrived$/m,
    /^drip: a part had arrived$/m,
    /^total, answered$/m,
  ],
  'breaker.ts': [
    /closed → open$/m,
    /^asked the first vendor 2 times$/m,
    /^state: open$/m,
    /half-open → closed$/m,
    /^openai: answered$/m,
  ],
  'health.ts': [/^unknown → ok$/m, /→ down \(.+\)$/m, /^refused: circuit-open$/m, /^degraded → ok$/m],
  'ratelimit.ts': [
    /^a call for provider=openai waits \(for a place\)$/m,
    /^answered: acme acme acme (acme )?globex acme( acme)+$/m,
    /^refused: 8 × queue-full, try again in \d+ ms$/m,
  ],
  'budget.ts': [
    /^tenant=acme has spent USD 0\.0000[5-9]\d* of USD 0\.00010$/m,
    /^acme: budget-exceeded$/m,
    /^globex: answered$/m,
    /^acme spent USD 0\.0000[6-9]\d*, 0 reserved$/m,
  ],
  'production-pipeline.ts': [
    /\(openai, USD 0\.0000\d+\)\n.*\(cache, USD 0\)/,
    /\[warn\] fallback$/m,
    /^\(anthropic, after 3 failed attempts\)$/m,
    /^Air scatters .*\[resumed by openai\].* looks blue\.$/m,
    /^sent: Say hello to \[email\]\.$/m,
    /^1 request$/m,
    /^globex: budget-exceeded, HTTP 402\nacme: stop$/m,
    /^anthropic +claude-haiku-4-5 +stream/m,
    /^\d+ records in the audit, the last by ann$/m,
  ],
  'custom-middleware.ts': [/chat: complete/, /stream: complete/, /stream: abandoned/],
  'audit.ts': [/^begin ann chat \S+ under way$/m, /^end +ann stream \S+ complete$/m],
  'log.ts': [
    /^info +call-end chat complete \{"correlationId":"order-42","attempts":1/m,
    /^info +call-end stream complete/m,
    /^warn +retry/m,
    /^error call-end chat failed: network .*"attempts":2/m,
  ],
  'otel.ts': [/^chat \S+$/m, /gen_ai\.usage\.output_tokens = \d+/, /gen_ai\.request\.stream = true/],
  'metrics.ts': [
    /^provider +model +operation/m,
    /^kit_tokens_total\{.*kind="input"\} \d+$/m,
    /^stream \{"complete":3,"abandoned":1\}$/m,
  ],
  'own-provider.ts': [/You said: Hello there \(parrot, parrot-1\)/, /not: 1/, /^openai$/m],
};

/** Parts of examples, not examples. */
const shared = ['vendors.ts', 'measurements.ts'];

/** What has a test of its own. */
const apart = ['provider.ts'];

describe('examples', () => {
  it('are all listed here', () => {
    const files = readdirSync(folder).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && ![...shared, ...apart].includes(name),
    );
    expect(files.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  for (const [name, patterns] of Object.entries(expected)) {
    it(`${name} runs without a key`, { timeout: 30_000 }, async () => {
      const { code, output } = await run(name);
      expect(output).not.toMatch(/undefined|\[object Object\]|NaN/);
      for (const pattern of patterns) expect(output).toMatch(pattern);
      expect(code).toBe(0);
    });
  }
});

function run(name: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env };
  for (const key of Object.keys(env)) if (/_API_KEY$|_AUTH_TOKEN$|_BASE_URL$/.test(key)) delete env[key];
  const child = spawn(process.execPath, ['--conditions=@kit/source', '--disable-warning=ExperimentalWarning', name], {
    cwd: folder,
    env,
  });
  return new Promise((resolve) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('close', (code) => resolve({ code, output }));
  });
}
