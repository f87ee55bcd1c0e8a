import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { foldChat } from './fold-chat.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a long answer weighs little more than its text while it is folded', () => {
  const answers = 200;
  const pieces = 1000;
  const folds: ReturnType<typeof foldChat>[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let answer = 0; answer < answers; answer++) {
    const fold = foldChat();
    for (let piece = 0; piece < pieces; piece++) fold.add([{ type: 'text', text: `${(piece * 7919) % 100_000} ` }]);
    folds.push(fold);
  }
  collect();
  const bytes = (process.memoryUsage().heapUsed - before) / answers;
  // Some 5,900 characters; a node and a string for every piece would be 56,000 bytes more.
  expect(bytes).toBeLessThan(25_000);
  expect(folds[0]?.result().text).toHaveLength(
    Array.from({ length: pieces }, (_, at) => `${(at * 7919) % 100_000} `).join('').length,
  );
});
