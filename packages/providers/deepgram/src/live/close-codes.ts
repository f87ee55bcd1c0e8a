// Why Deepgram closes a session: a code of the WebSocket's and a word of its own.
import { KitError } from '@kit/core';

export function closeFailure(code: number, reason: string): KitError | undefined {
  const told = reason === '' ? `code ${code}` : `code ${code}: ${reason.slice(0, 200)}`;
  // Neither audio nor a sign of life for ten seconds.
  if (reason.includes('NET-0001'))
    return new KitError('timeout', `Deepgram: no audio arrived for 10 s, and the session was closed (${told}).`, {
      phase: 'idle',
    });
  if (code === 1008 || reason.includes('DATA-0000'))
    return new KitError(
      'invalid-request',
      `Deepgram: the audio cannot be decoded; raw samples need \`mediaType: 'audio/pcm;rate=…'\` (${told}).`,
      { field: 'mediaType' },
    );
  if (code === 1011) return new KitError('server', `Deepgram: the session was closed (${told}).`);
  return undefined;
}
