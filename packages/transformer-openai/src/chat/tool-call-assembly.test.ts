import type { StreamPart } from '@kit/core';
import { describe, expect, test } from 'vitest';
import { ToolCallAssembly } from './tool-call-assembly.ts';

const read = (...messages: readonly object[]) => {
  let blocks = 0;
  const assembly = new ToolCallAssembly({
    choice: 0,
    newBlock: () => blocks++,
    newId: () => 'made-up',
    callersName: (name) => name,
    echoed: [],
    opaque: (data) => ({ origin: { wire: 'test' }, data }),
  });
  const out: StreamPart[] = [];
  for (const message of messages) assembly.add(message as never, out);
  assembly.complete(out);
  return out.flatMap((part) => (part.type === 'tool-call' ? [[part.id, part.arguments]] : []));
};
const call = (index: number | undefined, id: string, text: string, name = 'clock') => ({
  tool_calls: [{ ...(index !== undefined && { index }), id, function: { name, arguments: text } }],
});

describe('ids of calls', () => {
  test('that are the same for two calls are made good', () => {
    expect(read(call(0, 'clock', '{"a":1}'), call(1, 'clock', '{"a":2}'))).toEqual([
      ['clock', '{"a":1}'],
      ['clock_2', '{"a":2}'],
    ]);
  });

  test('that are repeated with each piece are of one call', () => {
    const pieces = [call(0, 'c-1', '{"a":'), call(0, 'c-1', '1}')];
    expect(read(...pieces)).toEqual([['c-1', '{"a":1}']]);
    expect(read(call(undefined, 'c-1', '{"a":'), call(undefined, 'c-1', '1}', ''))).toEqual([['c-1', '{"a":1}']]);
  });
});
