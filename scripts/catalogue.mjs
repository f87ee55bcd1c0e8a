// Writes a provider's catalogue (src/models.ts) from a JSON list of its models.
//
//   node scripts/catalogue.mjs <id> <models.json> <YYYY-MM-DD>
//
// The rows are data: one line each, so that a change of price is a change of one line.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const [id, source, asOf] = process.argv.slice(2);
if (!id || !source || !/^\d{4}-\d{2}-\d{2}$/.test(asOf ?? '')) {
  console.error('usage: node scripts/catalogue.mjs <provider id> <models.json> <YYYY-MM-DD>');
  process.exit(2);
}

/** Where a row's facts came from is of no use to those who look up a price. */
const left = new Set(['sources', 'provider']);

const rows = JSON.parse(readFileSync(source, 'utf8'));
const models = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([field]) => !left.has(field))));

const text = `// Models of ${id} with prices and limits as of ${asOf}. Written by scripts/catalogue.mjs: change the data, not this file.
import type { Catalogue } from '@kit/core';

// As text: it is parsed when it is asked for, in a fraction of the time that a literal of this size would take to load.
const rows = \`[
${models.map((model) => JSON.stringify(model).replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')).join(',\n')}
]\`;

export const catalogue: Catalogue = { provider: '${id}', asOf: '${asOf}', models: JSON.parse(rows) };
`;

const target = join(root, 'packages', 'providers', id, 'src', 'models.ts');
writeFileSync(target, text);
console.log(`${target}: ${models.length} models`);
