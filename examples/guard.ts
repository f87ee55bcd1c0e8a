// Guards: personal data is masked before a vendor sees it, and what must not be said is refused, in streams too.
import { isKitError, pipeline, user } from '@kit/core';
import { check, guard, patterns, personalData } from '@kit/plugin-guard';
import { vendors } from './vendors.ts';

const { openai, models, close } = await vendors();

// A check of one's own says how many characters a finding spans at most: a stream holds back no more than that.
const shouting = check({
  name: 'shouting',
  window: 12,
  find: (text) =>
    [...text.matchAll(/!{3,12}/g)].map(({ 0: marks, index }) => ({
      start: index,
      end: index + marks.length,
      mask: '!',
    })),
});
const ai = pipeline(openai).use(
  guard({
    input: [personalData(), shouting, patterns({ 'an access key': 'AKIA****************' })],
    output: [personalData({ action: 'block' })],
  }),
);

const ask = (text: string) => ({ model: models.openai, messages: [user(text)] });
const { text } = await ai.stream(ask('Repeat this: write to ann@example.org!!!!')).response;
console.log(`answered: ${text.length > 0}, address in the answer: ${text.includes('@example.org')}`);

try {
  await ai.chat(ask('My key is AKIAIOSFODNN7EXAMPLE'));
} catch (error) {
  if (isKitError(error, 'guard-blocked')) console.log(`${error.code} by ${error.field}: ${error.message}`);
}

await close();
