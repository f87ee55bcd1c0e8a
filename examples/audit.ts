// An audit: who did what to which model with what outcome, as JSON lines in a file that is only appended to.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, user } from '@kit/core';
import { audit, fileSink } from '@kit/plugin-audit';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();
const folder = await mkdtemp(join(tmpdir(), 'kit-audit-'));
const path = join(folder, 'audit.jsonl');

const ai = pipeline(provider).use(audit({ sink: fileSink({ path }), begin: true, onOutage: 'closed' }));

const messages = [user('Say hello in one sentence.')];
const actor = { id: 'ann', roles: ['editor'], address: '203.0.113.7', userAgent: 'example/1' };
await ai.chat({ model, messages }, { actor, tenant: 'acme' });
await ai.stream({ model, messages }, { actor, tenant: 'acme' }).response;

// Writes what is still under way.
await ai.close();

for (const line of (await readFile(path, 'utf8')).trimEnd().split('\n')) {
  const { event, actor: who, operation, model: asked, outcome = 'under way' } = JSON.parse(line);
  console.log(event.padEnd(5), who.id, operation, asked, outcome);
}

await rm(folder, { recursive: true });
await close();
