// Deepgram as the conformance suite sees it: recordings, speech, and texts. Live audio is a session of its own kind.
import type { ConformanceManifest } from '@kit/testing';
import type { DeepgramOperation } from '../../src/index.ts';
import { failures } from './failures.ts';
import { operations, transcript } from './operations.ts';

const recording = { model: 'nova-3', audio: { url: 'https://example.com/talk.mp3' } };
const speech = { model: 'aura-2', input: 'Hello', voice: 'thalia' };

export const manifest: ConformanceManifest<DeepgramOperation> = {
  operations,
  errors: failures,
  cannot: [
    { feature: 'prompt', operation: 'transcribe', request: { ...recording, prompt: 'Kit' } },
    { feature: 'temperature', operation: 'transcribe', request: { ...recording, temperature: 0.5 } },
    { feature: 'translate', operation: 'transcribe', request: { ...recording, translate: true } },
    { feature: 'instructions', operation: 'speech', request: { ...speech, instructions: 'Cheerfully' } },
    { feature: 'seed', operation: 'speechStream', request: { ...speech, seed: 1 } },
  ],
  requestIdHeader: 'dg-request-id',
  basePath: '/v1',
  numbered: (index) => ({
    operation: 'transcribe',
    request: { model: 'nova-3', audio: { url: `https://example.com/<${index}>` } },
    asks: (body) => body.includes(`<${index}>`),
    reply: { body: transcript(`recording <${index}>`) },
    result: { text: `recording <${index}>` },
  }),
  exceptions: {
    'deepgramGrant: a token for a minute: recorded and played, it is the same':
      'the token is the answer, and recordings keep none',
  },
  outOfReach: { transcribeStream: 'a session over a WebSocket: its own tests hold it to the same rules' },
};
