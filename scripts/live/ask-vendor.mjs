// Asks a real vendor the questions of its manifest, one for each operation, and says in what the replies differ in shape from
// those of the manifest. What is printed are names of fields, types and error codes; nothing that was said, and no secret.
import { isKitError, KitError, pipeline } from '../../packages/core/src/index.ts';
import { nodeTransport } from '../../packages/http/src/index.ts';
import { cassette, cassetteExchanges } from '../../packages/testing/src/index.ts';
import { cheapOperations, cheapRequest } from './cheap-call.mjs';
import { differences, shapeOf } from './shape.mjs';

/** A key that no vendor has given to anybody. */
const wrongKey = 'sk-not-a-key-0000000000000000000000000000';

/**
 * @typedef {object} Asking
 * @property {(options: object) => object} factory the provider's, with its own options
 * @property {object} candidate the provider with its manifest
 * @property {object} [options] for the factory; keys come from the environment
 * @property {Readonly<Record<string, string>>} [models] by operation; under '' for everything that chats
 * @property {readonly string[]} [only] operations; by default those that cost little and change nothing
 * @property {number} [maxRequests] that are sent in all. Default 24
 * @property {(line: string) => void} print
 */

/**
 * @param {Asking} asking
 * @returns {Promise<{ asked: number, failed: number, differing: number }>} operations
 */
export async function askVendor({ factory, candidate, options = {}, models = {}, only, maxRequests = 24, print }) {
  const send = nodeTransport();
  const budget = { left: maxRequests };
  const counted = (request, how) => {
    if (budget.left-- <= 0)
      throw new KitError('budget-exceeded', `No more than ${maxRequests} requests are sent: see --max-requests.`);
    return send(request, how);
  };
  const vendor = { factory, options, candidate, send: counted, models, print };
  const tally = { asked: 0, failed: 0, differing: 0 };
  try {
    const provider = factory(options);
    const catalogue = await provider.catalogue?.();
    await provider.close?.();
    const wanted = only ?? cheapOperations;
    const exchanges = wanted.flatMap((operation) =>
      firstOfEach(candidate).filter((one) => one.operation === operation),
    );
    let listed;
    for (const exchange of exchanges) {
      const { models: there, ...counts } = await askOnce({ ...vendor, catalogue, listed }, exchange);
      listed ??= there;
      add(tally, counts);
    }
    add(tally, await askWithWrongKey({ ...vendor, catalogue, listed }, exchanges));
  } finally {
    await send.close();
  }
  const left = candidate.offered.filter((operation) => !(only ?? cheapOperations).includes(operation));
  if (left.length > 0 && !only)
    print(`Not asked, for the price or for what it would change: ${left.join(', ')}. See --only.`);
  return tally;
}

function add(tally, more) {
  for (const [name, count] of Object.entries(more)) tally[name] += count;
}

/** The first exchange of each operation. */
function firstOfEach({ exchanges }) {
  return exchanges.filter(({ operation }, at) => exchanges.findIndex((one) => one.operation === operation) === at);
}

async function askOnce(vendor, exchange) {
  const { operation, replies } = exchange;
  const request = cheapRequest(exchange, vendor);
  const { error, result, heard } = await recorded(vendor, vendor.options, { ...exchange, request });
  const of = request.model === undefined ? '' : ` (${request.model})`;
  if (error) {
    vendor.print(`✗ ${operation}${of}: ${told(error)}`);
    return { asked: 1, failed: 1 };
  }
  const replayed = shapeOf(replies.map(({ response }) => bodyOf(response)));
  const differing = differences(replayed, shapeOf(heard.map(({ response }) => bodyOf(response))));
  vendor.print(`✓ ${operation}${of}${differing.length === 0 ? ': as in the manifest' : ''}`);
  for (const difference of differing) vendor.print(`    ${difference}`);
  const there = operation === 'models' && { models: result.models.map(({ id }) => id) };
  return { asked: 1, differing: differing.length > 0 ? 1 : 0, ...there };
}

/** Makes a call and keeps what came over the wire, without credentials. */
async function recorded({ factory, send }, options, { operation, request, streamed, settled }) {
  let text;
  const store = { read: async () => undefined, write: async (written) => void (text = written) };
  const tape = cassette(send, { store, mode: 'record' });
  const ai = pipeline(factory({ ...options, transport: tape }));
  let error;
  let result;
  try {
    const answer = ai[operation](request);
    result = await (streamed ? answer.response : answer);
    if (settled !== undefined) await result.wait();
    // Whoever answers instead of throwing says it there: `health`.
    if (operation === 'health' && result.status === 'down')
      error = new KitError('server', result.detail ?? 'It is down.');
  } catch (thrown) {
    error = thrown;
  }
  await ai.close();
  await tape.close();
  return { error, result, heard: text === undefined ? [] : cassetteExchanges(text) };
}

/** What a wrong key is answered with, and whether it is understood. */
async function askWithWrongKey(vendor, exchanges) {
  const exchange = exchanges.find(({ operation }) => operation !== 'health');
  if (!exchange || vendor.candidate.manifest.keyless) return {};
  const request = cheapRequest(exchange, vendor);
  const { error, heard } = await recorded(vendor, { ...vendor.options, apiKey: wrongKey }, { ...exchange, request });
  const { status } = heard.at(-1)?.response ?? {};
  const code = isKitError(error) ? error.code : 'no error';
  const isTold = code === 'authentication';
  vendor.print(
    `${isTold ? '✓' : '✗'} a wrong key, with ${exchange.operation}: ${code}${status === undefined ? '' : `, status ${status}`}`,
  );
  const known = vendor.candidate.manifest.errors.filter((one) => one.code === 'authentication');
  if (known.length === 0 || heard.length === 0) return { asked: 1, failed: isTold ? 0 : 1 };
  const live = shapeOf(heard.slice(-1).map(({ response }) => bodyOf(response)));
  const [nearest] = known
    .map(({ reply }) => differences(shapeOf([bodyOf(reply)]), live))
    .sort((a, b) => a.length - b.length);
  for (const difference of nearest) vendor.print(`    ${difference}`);
  return { asked: 1, failed: isTold ? 0 : 1, differing: nearest.length > 0 ? 1 : 0 };
}

/** The message is the vendor's; credentials that it quotes were taken out of it. */
function told(error) {
  return isKitError(error) ? `${error.code}: ${error.message}` : String(error?.message ?? error);
}

/** A reply's body as bytes, whether it was written or recorded. */
function bodyOf({ headers = {}, body, text, base64 }) {
  const names = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const bytes =
    base64 === undefined
      ? new TextEncoder().encode(text ?? (body === undefined ? '' : JSON.stringify(body)))
      : new Uint8Array(Buffer.from(base64, 'base64'));
  return { bytes, contentType: names['content-type'] ?? '' };
}
