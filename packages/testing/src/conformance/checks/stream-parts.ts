// The parts of a stream that went well: their order, and that they come to the result.
import type { Seen, SeenPart } from '../call.ts';
import { must, shown } from '../failure.ts';
import { differenceBetween } from '../pattern.ts';
import type { CallExchange } from '../subject.ts';

export function checkStreamParts(
  { name: at, operation }: Pick<CallExchange, 'name' | 'operation'>,
  parts: readonly SeenPart[],
  result: Seen,
): void {
  const types = parts.map(({ type }) => type);
  const count = (type: string) => types.filter((one) => one === type).length;
  must(types[0] === 'start' && count('start') === 1, 'stream', () => ({
    expected: 'one start, the first part',
    got: types.join(', '),
    at,
  }));
  must(types.at(-1) === 'finish' && count('finish') === 1, 'stream', () => ({
    expected: 'one finish, the last part',
    got: types.join(', '),
    at,
  }));
  const { usage } = parts.at(-1) as SeenPart;
  const difference = differenceBetween(usage, result.usage);
  must(difference === undefined, 'usage', () => ({
    expected: 'the usage of the whole in the finish',
    got: difference as string,
    at,
  }));
  if (operation === 'stream') checkChatParts(at, parts, result);
}

function checkChatParts(at: string, parts: readonly SeenPart[], result: Seen): void {
  const texts = (type: string) =>
    parts
      .filter((part) => part.type === type && !part.choice)
      .map(({ text }) => text)
      .join('');
  for (const [field, type] of [
    ['text', 'text'],
    ['reasoning', 'reasoning'],
  ] as const) {
    must(texts(type) === result[field], 'stream', () => ({
      expected: `the ${type} parts, joined, to be \`${field}\` (${shown(result[field])})`,
      got: shown(texts(type)),
      at,
    }));
  }
  const called = parts.filter((part) => part.type === 'tool-call' && !part.choice);
  const calls = called.map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  const difference = differenceBetween(
    calls,
    (result.toolCalls as readonly Seen[]).map(({ id, name, arguments: text }) => ({ id, name, arguments: text })),
  );
  must(difference === undefined, 'stream', () => ({
    expected: 'one `tool-call` part for each call of the answer',
    got: difference as string,
    at,
  }));
  // Pieces of arguments come to the arguments.
  for (const { id, arguments: whole } of calls) {
    const pieces = parts.filter((part) => part.type === 'tool-call-delta' && part.id === id);
    const joined = pieces.map(({ delta }) => delta).join('');
    must(pieces.length === 0 || joined === whole, 'stream', () => ({
      expected: `the pieces of the arguments of ${shown(id)} to be ${shown(whole)}`,
      got: shown(joined),
      at,
    }));
  }
}
