// Streaming: parts, the commit point, the folded response, and leaving early.
import { KitError, pipeline, user } from '@kit/core';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();
const ai = pipeline(provider);
const request = { model, messages: [user('Explain in three sentences why the sky is blue.')] };

// Parts as they come. Unknown part types are to be ignored.
const stream = ai.stream(request);
for await (const part of stream) {
  if (part.type === 'text') process.stdout.write(part.text);
  if (part.type === 'finish') console.log(`\n\nfinished: ${part.finishReason}, ${part.usage?.outputTokens} tokens`);
}

// The same answer, folded like a complete reply.
const { text, usage } = await stream.response;
console.log(`folded: ${text.length} characters, ${usage?.inputTokens} tokens in, state ${usage?.state}`);

// A failure before the first content is a rejected promise with a typed error, not a broken loop.
try {
  await pipeline(provider)
    .stream({ ...request, model: 'no-such-model' })
    .ready();
} catch (error) {
  if (!(error instanceof KitError)) throw error;
  console.log(`refused before it began: ${error.code} (${error.provider})`);
}

// Leaving the loop ends the vendor's work and closes its socket.
let pieces = 0;
for await (const piece of ai.stream(request).text) {
  pieces += piece.length > 0 ? 1 : 0;
  if (pieces === 3) break;
}
console.log(`left after ${pieces} pieces`);

await close();
