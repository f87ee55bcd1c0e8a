// The limit: undici draining bytes, nothing decoded. Less is not to be had over this transport.
import { request } from 'undici';
import { type Connect, endpoint } from './contestant.ts';
import { headers, requestBody } from './hand-written.ts';

export const connect: Connect = (setting) => {
  const drain = async (prompt: string, streamed: boolean, onText?: () => void) => {
    const { body } = await request(endpoint(setting, streamed), {
      method: 'POST',
      headers,
      body: requestBody(setting, prompt, streamed),
    });
    let bytes = 0;
    for await (const read of body) {
      if (bytes === 0) onText?.();
      bytes += (read as Buffer).length;
    }
    if (bytes === 0) throw new Error('nothing arrived');
    return { text: 0, reasoning: 0, arguments: 0 };
  };
  return Promise.resolve({
    stream: (prompt, onText) => drain(prompt, true, onText),
    call: (prompt) => drain(prompt, false),
  });
};
