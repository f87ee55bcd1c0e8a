// ElevenLabs as the conformance suite sees it; sessions are in tests of their own.
import type { ConformanceManifest, ErrorReply, ExchangeResponse } from '@kit/testing';
import type { ElevenlabsOperation } from '../../src/index.ts';
import { operations } from './operations.ts';

const told = (status: number, word: string, message: string, headers = {}): ExchangeResponse => ({
  status,
  headers,
  body: { detail: { status: word, message } },
});

const failures: readonly ErrorReply[] = [
  { name: '401', reply: told(401, 'invalid_api_key', 'Invalid API key'), code: 'authentication' },
  {
    name: '401 of a key with few rights',
    reply: told(401, 'missing_permissions', 'The API key is missing a permission.'),
    code: 'permission',
  },
  {
    name: '401 of a quota that is used up',
    reply: told(401, 'quota_exceeded', 'You have 0 credits remaining.'),
    code: 'quota',
  },
  {
    name: '401 of unusual activity',
    reply: told(401, 'detected_unusual_activity', 'Unusual activity detected.'),
    code: 'permission',
  },
  {
    name: '400 of a text that is too long',
    reply: told(400, 'max_character_limit_exceeded', 'The text is too long.'),
    code: 'invalid-request',
    retry: 'never',
  },
  { name: '402', reply: told(402, 'payment_required', 'Pay first.'), code: 'billing' },
  { name: '403', reply: told(403, 'only_for_creator+', 'This needs a plan.'), code: 'permission' },
  { name: '404 a voice', reply: told(404, 'voice_not_found', 'No such voice.'), code: 'not-found' },
  { name: '400 a voice', reply: told(400, 'voice_not_found', 'No such voice.'), code: 'not-found' },
  {
    name: '422 of a validator',
    reply: { status: 422, body: { detail: [{ loc: ['body', 'text'], msg: 'Field required', type: 'missing' }] } },
    code: 'invalid-request',
  },
  { name: '425', reply: { status: 425, body: { detail: 'Too early' } }, code: 'overloaded' },
  {
    name: '429 too many at a time',
    reply: told(429, 'too_many_concurrent_requests', 'Wait.', { 'retry-after': '2' }),
    code: 'rate-limit',
    retryAfterMs: 2_000,
  },
  { name: '429 of a busy vendor', reply: told(429, 'system_busy', 'Our services are busy.'), code: 'overloaded' },
  { name: '500', reply: { status: 500, body: { detail: 'It broke.' } }, code: 'server' },
];

const speech = { input: 'Hello', voice: 'v-1' };
const recording = { model: 'scribe_v2', audio: new Uint8Array([1]), mediaType: 'audio/wav' };

/** Of a connection that breaks, HTTP tells; a body that ends too early in good order looks like one that ends. */
const noLastWord = "the vendor has no last word: the body's end is the sound's, as HTTP tells it";

export const manifest: ConformanceManifest<ElevenlabsOperation> = {
  operations,
  errors: failures,
  cannot: [
    { feature: 'instructions', operation: 'speech', request: { ...speech, instructions: 'softly' } },
    { feature: 'speed', operation: 'speechStream', request: { ...speech, speed: 3 } },
    { feature: 'sampleRate', operation: 'speech', request: { ...speech, format: 'opus', sampleRate: 16_000 } },
    { feature: 'language', operation: 'speech', request: { ...speech, language: 'de' } },
    { feature: 'prompt', operation: 'transcribe', request: { ...recording, prompt: 'names' } },
    { feature: 'translate', operation: 'transcribe', request: { ...recording, translate: true } },
  ],
  requestIdHeader: 'request-id',
  outOfReach: {
    transcribeStream: 'a session over a WebSocket: its own tests hold it to the same rules',
    elevenlabsLive: 'a session over a WebSocket: its own tests hold it to the same rules',
  },
  exceptions: {
    'speechStream: with the times of its characters: cut at its events, it fails or is whole': noLastWord,
    'speechStream: with the times of its characters: cut at every byte, it fails or is whole': noLastWord,
  },
};
