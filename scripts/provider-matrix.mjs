// What each provider can do, as its conformance manifests say: docs/providers.md, and the feature table of each README.
//
//   node scripts/provider-matrix.mjs --check    fails when one of them says something else
//   node scripts/provider-matrix.mjs --write    writes them
//
// Manifests are TypeScript and import sources, so this runs on the project's own Node, with the workspace's condition.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './toolchain.mjs';
import { root, workspacePackages } from './workspace.mjs';

/** Those of the unified model, in the order in which a user learns them; all others are a vendor's own. */
const unifiedOperations = [
  'chat',
  'stream',
  'complete',
  'embed',
  'rerank',
  'image',
  'video',
  'speech',
  'speechStream',
  'transcribe',
  'transcribeStream',
  'voices',
  'moderate',
  'parse',
  'countTokens',
  'models',
  'health',
  'files',
  'batch',
];

/** Operations that also come in pieces: they share a column of docs/providers.md. */
const streamedForms = { chat: 'stream', speech: 'speechStream', transcribe: 'transcribeStream' };
const columns = unifiedOperations.filter((operation) => !Object.values(streamedForms).includes(operation));

/** What chats can do beyond text, as manifests name it, and as it is told here. */
const chatFeatures = {
  tools: 'tools',
  'parallel-tools': 'several tools at once',
  reasoning: 'reasoning',
  vision: 'vision',
  json: 'JSON',
  'json-schema': 'JSON by a schema',
  citations: 'citations',
  logprobs: 'log probabilities',
  refusal: 'refusals',
};

/**
 * A vendor with everything that its manifests claim, whatever wire or dialect they are of.
 * @typedef {object} Vendor
 * @property {string} id the folder's name
 * @property {string} name
 * @property {string} directory absolute
 * @property {string[]} wires the names of its candidates, where there is more than one
 * @property {string[]} operations
 * @property {string[]} features
 * @property {string[]} left what of a request is left out or refused, by some model at least
 */

/**
 * All vendors that have manifests, and what is wrong with the others.
 * @returns {Promise<{ vendors: Vendor[], problems: string[] }>}
 */
export async function readVendors() {
  const vendors = [];
  const problems = [];
  for (const found of workspacePackages().filter(({ kind }) => kind === 'provider')) {
    try {
      vendors.push(await readVendor(found));
    } catch (error) {
      problems.push(`${found.path}/tests/conformance/candidates.ts: ${error.message.split('\n')[0]}`);
    }
  }
  return { vendors, problems };
}

async function readVendor({ directory }) {
  const { candidates } = await import(pathToFileURL(join(directory, 'tests/conformance/candidates.ts')).href);
  const subjects = Object.values(candidates);
  const [first] = subjects;
  const union = (listOf) => new Set(subjects.flatMap(listOf));
  const operations = union(({ offered }) => offered);
  const features = union(({ exchanges }) => exchanges.flatMap((exchange) => exchange.features));
  return {
    id: basename(directory),
    name: first.make({ baseURL: 'http://127.0.0.1:9' }).info.name ?? first.id,
    directory,
    wires: subjects.length > 1 ? Object.keys(candidates) : [],
    operations: inOrder(operations, unifiedOperations),
    features: inOrder(features, Object.keys(chatFeatures)),
    left: [...union(({ manifest: { cannot = [] } }) => cannot.map(({ feature }) => feature))].sort(),
  };
}

/** Known ones first, in their order; the others as they came. */
function inOrder(found, known) {
  return [...known.filter((one) => found.has(one)), ...[...found].filter((one) => !known.includes(one))];
}

const coded = (names) => names.map((name) => `\`${name}\``).join(', ');
const isUnified = (operation) => unifiedOperations.includes(operation);

/** @param {readonly (readonly string[])[]} rows the first is the head */
function table(rows) {
  const [head, ...body] = rows;
  const line = (cells) => `| ${cells.join(' | ')} |`.replaceAll(/ {2,}/g, ' ');
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

/** What stands between the markers of a vendor's README. @param {Vendor} vendor */
export function featureTable({ operations, features, wires, left }) {
  const own = operations.filter((operation) => !isUnified(operation));
  const lacking = unifiedOperations.filter((operation) => !operations.includes(operation));
  const rows = [
    ['operations', coded(operations.filter(isUnified))],
    ['operations of its own', coded(own)],
    ['operations it lacks', coded(lacking)],
    ['chats', features.map((feature) => chatFeatures[feature] ?? feature).join(', ')],
    ['with limits (a warning, or an error)', coded(left)],
    ['wires and dialects that are tested', wires.join('; ')],
  ];
  return table([['', ''], ...rows.filter(([, cell]) => cell !== '')]);
}

/** The whole of docs/providers.md. @param {readonly Vendor[]} vendors */
export function matrix(vendors) {
  const link = ({ id }) => `[${id}](../packages/providers/${id}/README.md)`;
  const mark = ({ operations }, operation) =>
    [operations.includes(operation) && '✓', operations.includes(streamedForms[operation]) && 'stream']
      .filter(Boolean)
      .join(' ');
  const operations = table([
    ['package', 'vendor', ...columns.map((operation) => `\`${operation}\``)],
    ...vendors.map((vendor) => [link(vendor), vendor.name, ...columns.map((column) => mark(vendor, column))]),
  ]);
  const chats = table([
    ['package', ...Object.values(chatFeatures)],
    ...vendors
      .filter(({ operations }) => operations.includes('chat') || operations.includes('stream'))
      .map((vendor) => [
        link(vendor),
        ...Object.keys(chatFeatures).map((feature) => (vendor.features.includes(feature) ? '✓' : '')),
      ]),
  ]);
  const own = table([
    ['package', 'operations'],
    ...vendors
      .map((vendor) => [link(vendor), coded(vendor.operations.filter((operation) => !isUnified(operation)))])
      .filter(([, cell]) => cell !== ''),
  ]);
  return `# Providers

${vendors.length} packages, \`@kit/provider-<package>\`. What stands here is read from the manifests that the conformance suite holds
each of them to (\`scripts/provider-matrix.mjs\` writes it; a test keeps it in step). A vendor with several wires or dialects
has a tick where one of them can.

To try one, with its key in the environment or without any: \`node --conditions=@kit/source examples/provider.ts <package>\`.
Whether a vendor still answers as its manifest says: \`pnpm live <package>\`.

GitHub Models has no package: GitHub shut the service for everybody in July 2026.

## Operations

\`stream\` beside a tick: the operation is also there in pieces, as they come (\`stream\`, \`speechStream\`, \`transcribeStream\`).

${operations}

## Chats

What some model of the vendor can do beyond text.

${chats}

## Operations of one vendor alone

Each is typed and told of in the vendor's README.

${own}
`;
}

const opening = '<!-- features -->';
const closing = '<!-- /features -->';

/** A README with the table between its markers; undefined where it has none. */
export function withFeatures(readme, features) {
  const from = readme.indexOf(opening);
  const to = readme.indexOf(closing);
  if (from < 0 || to < from) return undefined;
  return `${readme.slice(0, from + opening.length)}\n${features}\n${readme.slice(to)}`;
}

/**
 * Every file that is written here as it should be, and what keeps some from being written.
 * @returns {Promise<{ files: { path: string, text: string }[], problems: string[] }>}
 */
export async function expectedFiles() {
  const { vendors, problems } = await readVendors();
  const files = [{ path: join(root, 'docs/providers.md'), text: matrix(vendors) }];
  for (const vendor of vendors) {
    const path = join(vendor.directory, 'README.md');
    const text = existsSync(path) ? withFeatures(readFileSync(path, 'utf8'), featureTable(vendor)) : undefined;
    if (text === undefined) problems.push(`${relative(root, path)}: it needs ${opening} and ${closing}`);
    else files.push({ path, text });
  }
  return { files, problems };
}

async function main(command) {
  const { files, problems } = await expectedFiles();
  const drifted = files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
  for (const { path, text } of drifted) {
    if (command === '--write') writeFileSync(path, text);
    console.log(`${command === '--write' ? 'wrote' : 'out of step'}: ${relative(root, path)}`);
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0 || (command === '--check' && drifted.length > 0)) process.exitCode = 1;
}

/** Again, where TypeScript and the workspace's sources are understood. */
function mainOnSources(command) {
  const { node, env } = prepare({ install: !existsSync(join(root, 'node_modules')) });
  const flags = ['--conditions=@kit/source', '--disable-warning=ExperimentalWarning'];
  process.exitCode = spawnSync(node, [...flags, import.meta.filename, command], { env, stdio: 'inherit' }).status ?? 1;
}

if (process.argv[1] && resolve(process.argv[1]) === resolve(root, 'scripts/provider-matrix.mjs')) {
  const [command] = process.argv.slice(2);
  if (command !== '--check' && command !== '--write') {
    console.error('usage: node scripts/provider-matrix.mjs --check | --write');
    process.exitCode = 2;
  } else if (process.execArgv.some((flag) => flag.includes('@kit/source'))) await main(command);
  else mainOnSources(command);
}
