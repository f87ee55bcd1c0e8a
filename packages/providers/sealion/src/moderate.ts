// Moderation by SEA-Guard: a chat whose answer is `safe` or `unsafe`, one for each text.
import {
  KitError,
  type ModerateRequest,
  type ModerationResult,
  type OperationDeclaration,
  type Transformer,
} from '@kit/core';
import { fanOut, type HandledOperation, joinResults, shownRequest } from '@kit/http';
import { dialect } from './dialect.ts';

const guard = 'aisingapore/SEA-Guard';

export const moderateOperation: HandledOperation<'moderate'> = {
  async handle(call, exchange) {
    const { request } = call;
    const requests = textsOf(request).map((input) => ({ ...request, model: request.model ?? guard, input }));
    if (requests.length === 0) throw new KitError('invalid-request', 'moderate: `input` is empty.', { field: 'input' });
    const verdicts = await fanOut(call, requests, (one) => exchange.run(one, verdict));
    return { results: verdicts.flatMap(({ results }) => results), ...joinResults(verdicts) };
  },
  inspect({ request }, codec) {
    const [input = ''] = textsOf(request);
    return shownRequest(verdict, { ...request, model: request.model ?? guard, input }, codec);
  },
};

/** The verdict on one text. */
const verdict: OperationDeclaration<'moderate'> = {
  load: async () => ({ endpoint: { path: '/chat/completions' }, transformer: await judge() }),
};

async function judge(): Promise<Transformer<'moderate'>> {
  const { chatTransformer } = await import('@kit/transformer-openai/chat');
  const chat = chatTransformer(dialect.chat) as Transformer<'chat'>;
  return {
    encode({ model, input, vendor }, codec) {
      const messages = [{ role: 'user', content: input as string }] as const;
      return chat.encode({ model, messages, temperature: 0, ...(vendor && { vendor }) }, codec);
    },
    decode(reply, state, codec) {
      const { text, usage, meta } = chat.decode(reply, state, codec);
      return { results: [verdictOf(text)], ...(usage && { usage }), ...(meta && { meta }) };
    },
  };
}

function textsOf({ input }: ModerateRequest): string[] {
  const items = typeof input === 'string' ? [input] : input;
  return items.map((item, index) => {
    if (typeof item === 'string') return item;
    const texts = item.map((part) => {
      if (part.type === 'text') return part.text;
      throw new KitError('unsupported', `moderate: \`input[${index}]\`: SEA-Guard judges texts alone.`, {
        field: `input[${index}]`,
      });
    });
    return texts.join('\n');
  });
}

/** `safe`; `unsafe`, and perhaps what it is, in lines or with commas behind it. */
function verdictOf(answer: string): ModerationResult {
  const [word = '', ...others] = answer
    .toLowerCase()
    .split(/[\s,.:;]+/)
    .filter((piece) => piece !== '');
  if (word !== 'safe' && word !== 'unsafe')
    throw new KitError('invalid-response', 'SEA-LION: the model gave no verdict. Is it a guard?');
  const flagged = word === 'unsafe';
  const kinds = flagged ? others.filter((piece) => /^s\d{1,2}$/.test(piece)) : [];
  return { flagged, categories: { unsafe: flagged, ...Object.fromEntries(kinds.map((kind) => [kind, true])) } };
}
