import { expect, it } from 'vitest';
import { foldSpeech, foldTranscript } from './fold-media.ts';

const meta = { provider: 'p', timings: {}, attempts: [] };
const usage = { state: 'reported' as const, units: { characters: 5 } };
const cost = { amount: 1, currency: 'USD', source: 'catalogue' as const, includesLostAttempts: false };

it('joins the pieces of speech', () => {
  const fold = foldSpeech();
  fold.add([
    { type: 'start', mediaType: 'audio/mpeg', meta },
    { type: 'audio', data: new Uint8Array([1, 2]) },
  ]);
  fold.add([
    { type: 'alignment', units: [{ text: 'a', startSeconds: 0, endSeconds: 1 }] },
    { type: 'audio', data: new Uint8Array([3]) },
  ]);
  expect(fold.usage).toBeUndefined();
  fold.add([{ type: 'finish', usage, cost, meta: { ...meta, model: 'm' } }]);
  expect(fold.result()).toEqual({
    audio: {
      data: new Uint8Array([1, 2, 3]),
      mediaType: 'audio/mpeg',
      alignment: [{ text: 'a', startSeconds: 0, endSeconds: 1 }],
    },
    meta: { ...meta, model: 'm' },
    warnings: [],
    usage,
    cost,
  });
  expect(fold.usage).toEqual(usage);
});

it('joins a transcript, and leaves guesses out', () => {
  const fold = foldTranscript();
  const segment = { text: 'Hi there', startSeconds: 0, endSeconds: 1 };
  fold.add([
    { type: 'start', meta },
    { type: 'interim', text: 'High' },
    { type: 'text', text: 'Hi ' },
    { type: 'event', event: 'pause' },
    { type: 'text', text: 'there' },
    { type: 'segment', segment },
  ]);
  expect(fold.characters).toBe(8);
  expect(fold.result()).toEqual({ text: 'Hi there', segments: [segment], meta, warnings: [] });
  fold.add([{ type: 'finish', usage, cost, language: 'en', durationSeconds: 1 }]);
  expect(fold.result()).toEqual({
    text: 'Hi there',
    segments: [segment],
    language: 'en',
    durationSeconds: 1,
    usage,
    cost,
    meta,
    warnings: [],
  });
  expect(fold.usage).toEqual(usage);
});

it('has an answer before anything came', () => {
  expect(foldSpeech().result().audio.data).toHaveLength(0);
  expect(foldTranscript().result()).toMatchObject({ text: '', meta: { provider: '' } });
});
