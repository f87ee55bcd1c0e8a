// Resume: a stream that breaks off in the middle is continued, here by another vendor, and says so.
import { pipeline, target, user } from '@kit/core';
import { resume } from '@kit/plugin-resume';
import { anthropic } from '@kit/provider-anthropic';
import { openai } from '@kit/provider-openai';
import { simulator } from '@kit/testing';

const story = 'Once there was a fox who could count to ten. It counted the stars, and then it fell asleep.';

// A model that goes on where it is asked to: it repeats the words that it is shown, and says the rest.
const server = await simulator({
  brain: ({ messages }) => {
    const begun = messages.find(({ role }) => role === 'assistant');
    if (!begun) return story;
    const said = JSON.stringify(begun.content).match(/"text":"([^"]*)"/)?.[1] ?? '';
    const words = said.split(' ').slice(-4).join(' ');
    return words + story.slice(said.length);
  },
});
const first = openai({ apiKey: 'no-key-needed', baseURL: server.openaiURL });
const second = anthropic({ apiKey: 'no-key-needed', baseURL: server.anthropicURL });

const ai = pipeline(first).use(resume({ on: target(second, { model: 'claude-haiku-5-5' }) }));
ai.on('resume', ({ attempt, by, error }) => console.log(`\n[resumption ${attempt} by ${by}: ${error.code}]`));

server.faults.next({ type: 'cut', afterEvents: 12 });
const stream = ai.stream({ model: 'gpt-6-luna', messages: [user('Tell me a story.')] });
for await (const part of stream) {
  if (part.type === 'text') process.stdout.write(part.text);
  if (part.type === 'resumed') process.stdout.write(` [resumed by ${part.provider}]`);
}

const { text, meta, usage } = await stream.response;
console.log(`\nwhole: ${text === story}`);
console.log(`attempts: ${meta.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`).join(', ')}`);
console.log(`tokens of all attempts: ${usage?.inputTokens} in, ${usage?.outputTokens} out (${usage?.state})`);
await server.close();
