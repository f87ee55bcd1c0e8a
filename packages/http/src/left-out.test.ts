import { expect, it } from 'vitest';
import { leftOut } from './left-out.ts';

it('what is left out is told, field by field', () => {
  const request = { prompt: 'A fox', n: 1, seed: 0, diarize: false, user: 'u', encoding: 'float', tools: [] };
  const told = leftOut(request, ['n', 'seed', 'diarize', 'user', 'encoding', 'tools']);
  expect(told.map(({ feature }) => feature)).toEqual(['seed', 'user']);
  expect(leftOut(request, ['user'], 'Not here.')).toEqual([{ feature: 'user', detail: 'Not here.' }]);
  expect(leftOut({ n: 2, encoding: 'int8' }, ['n', 'encoding'])).toHaveLength(2);
});
