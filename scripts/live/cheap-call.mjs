// Makes a manifest's question one that costs next to nothing: the smallest model, few tokens, a second of silence.

/** What is asked unless something else is wanted: it costs little and changes nothing at the vendor's. */
export const cheapOperations = [
  'models',
  'health',
  'chat',
  'stream',
  'complete',
  'countTokens',
  'embed',
  'rerank',
  'moderate',
  'speech',
  'speechStream',
  'transcribe',
];

/** Answers are cut after so many tokens. */
const maxTokens = 16;
const bounded = ['chat', 'stream', 'complete'];

/** The kind of model that an operation asks, as catalogues name it. */
const kinds = {
  chat: 'chat',
  stream: 'chat',
  complete: 'chat',
  countTokens: 'chat',
  embed: 'embedding',
  rerank: 'rerank',
  image: 'image',
  speech: 'speech',
  speechStream: 'speech',
  transcribe: 'transcription',
  moderate: 'moderation',
};

/**
 * @param {{ operation: string, request: Record<string, any> }} exchange
 * @param {{ catalogue?: { models: readonly object[] }, listed?: readonly string[], models: Readonly<Record<string, string>> }} known
 *   `listed`: what the vendor says that it has; `models`: what was asked for on the command line, by operation, under '' for
 *   everything that chats
 */
export function cheapRequest({ operation, request }, { catalogue, listed, models }) {
  const kind = kinds[operation];
  const wanted = models[operation] ?? (kind === 'chat' ? models[''] : undefined);
  const model = wanted ?? smallestModel(catalogue?.models ?? [], { kind, listed, preferred: request.model });
  return {
    ...request,
    ...(model !== undefined && { model }),
    ...(bounded.includes(operation) && { maxTokens: Math.min(maxTokens, request.maxTokens ?? maxTokens) }),
    ...(operation === 'transcribe' && { audio: silence(), mediaType: 'audio/wav' }),
  };
}

/**
 * The model of a kind with the lowest price that is known, among those that the vendor lists (where it lists any that are
 * known); `preferred` if it costs as little, or if there is none.
 * @param {readonly Record<string, any>[]} models
 * @param {{ kind?: string, listed?: readonly string[], preferred?: string, today?: string }} wish
 * @returns {string | undefined}
 */
export function smallestModel(models, { kind, listed = [], preferred, today = new Date().toISOString().slice(0, 10) }) {
  const priced = models
    .filter((model) => kind !== undefined && model.kind === kind && !isGone(model, today))
    .map(({ id, price = {} }) => ({ id, price: priceOf(price) }))
    .filter(({ price }) => price !== undefined);
  const there = priced.filter(({ id }) => listed.includes(id));
  const known = there.length > 0 ? there : priced;
  const lowest = Math.min(...known.map(({ price }) => price));
  const smallest = known.filter(({ price }) => price === lowest).map(({ id }) => id);
  return smallest.includes(preferred) ? preferred : (smallest[0] ?? preferred);
}

const isGone = ({ status = '', deprecated }, today) =>
  /retired|deprecated|legacy/.test(status) || (deprecated !== undefined && deprecated <= today);

/** Prices of one kind compare; what is charged otherwise than by tokens is told by one figure. */
function priceOf({ input, output, perCharacter, perSecond, perRequest, perImage }) {
  if (input !== undefined || output !== undefined) return (input ?? 0) + (output ?? 0);
  return perCharacter ?? perSecond ?? perRequest ?? perImage;
}

/** One second, 8,000 samples of 16 bits, as a WAV file. */
export function silence() {
  const samples = 8_000;
  const bytes = new Uint8Array(44 + 2 * samples);
  const view = new DataView(bytes.buffer);
  const write = (at, text) => bytes.set(new TextEncoder().encode(text), at);
  write(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, samples, true);
  view.setUint32(28, 2 * samples, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, 2 * samples, true);
  return bytes;
}
