// Tools by hand: offer one, run what the model asks for, send the result back, let it finish.
import { type FunctionTool, type Message, pipeline, toolResult, user } from '@kit/core';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();
const ai = pipeline(provider);

const weather: FunctionTool = {
  name: 'weather',
  description: 'The weather in a city, now.',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

const messages: Message[] = [user('What is the weather in Paris? Use the tool.')];

for (let turn = 0; turn < 4; turn++) {
  const { message, toolCalls, text } = await ai.chat({ model, messages, tools: [weather] });
  // The answer goes back as it came: blocks in order, with whatever tokens the vendor wants to see again.
  messages.push(message);
  if (toolCalls.length === 0) {
    console.log(text);
    break;
  }
  for (const call of toolCalls) {
    console.log(`→ ${call.name}(${call.arguments})`);
    // Malformed arguments are data, not an exception: tell the model and let it try again.
    const result = call.invalid
      ? toolResult(call, call.invalid, { isError: true })
      : toolResult(call, { celsius: 18, sky: 'clear' });
    messages.push(result);
  }
}

await close();
