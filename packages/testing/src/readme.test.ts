import { expect, it } from 'vitest';
import { readmeExamples, runReadmeExample } from './readme.ts';

const markdown = `
# Something

\`\`\`sh
npm install something
\`\`\`

\`\`\`ts
import { double, join as put } from 'something';

console.log(double(21), { a: 1 });
// → 42 {"a":1}
console.log(await put('a', 'b'));
// → ab
\`\`\`
`;
const something = { double: (value: number) => 2 * value, join: async (...parts: string[]) => parts.join('') };

it('finds the examples and what they say that they print', () => {
  expect(readmeExamples(markdown)).toMatchObject([{ printed: ['42 {"a":1}', 'ab'] }]);
});

it('runs them with the modules that they import', async () => {
  const [example] = readmeExamples(markdown);
  expect(await runReadmeExample(example as never, { something })).toEqual(['42 {"a":1}', 'ab']);
});

it('fails where a module is missing', async () => {
  const [example] = readmeExamples(markdown);
  await expect(runReadmeExample(example as never, {})).rejects.toThrow('The example imports something');
});
