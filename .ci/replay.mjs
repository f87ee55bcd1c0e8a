// Runs the replay of the recordings and judges its outcome: every case passes, but for those of differences.json, which
// say why they differ. A difference that is gone must leave the list. The last line is `N passed, N failed`.
//
//   node .ci/replay.mjs <check> [options of the check]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [check, ...options] = process.argv.slice(2);
const known = JSON.parse(readFileSync(new URL('differences.json', import.meta.url), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'kit-replay-'));
const file = join(folder, 'outcomes.json');
const { stdout, stderr, error } = spawnSync(process.execPath, [check, ...options, '--quiet', '--json', file], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (error) throw error;
const cases = JSON.parse(readFileSync(file, 'utf8'));
rmSync(folder, { recursive: true });

const outcomes = new Map(cases.map(({ id, outcome }) => [id, outcome]));
const failed = cases.filter(({ id, outcome }) => outcome === 'failed' && !Object.hasOwn(known, id));
const mended = Object.keys(known).filter((id) => outcomes.get(id) === 'passed');
const passed = cases.filter(({ outcome }) => outcome === 'passed').length;
const said = stdout.split('\n');
for (const { id } of failed) console.log(said.filter((line) => line.includes(id)).join('\n') || `FAIL ${id}`);
for (const id of mended) console.log(`FAIL ${id} passes: it has no place in differences.json any more`);
for (const [id, why] of Object.entries(known)) if (outcomes.get(id) === 'failed') console.log(`differs: ${id}: ${why}`);
if (stderr) console.error(stderr.trim());
console.log(`${passed} passed, ${failed.length + mended.length} failed`);
// A replay that found nothing to replay (a package that is not built, say) has not passed.
process.exitCode = failed.length + mended.length > 0 || passed === 0 ? 1 : 0;
