import { type CodecContext, KitError, type SpeechPart } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { SoundEvents } from './sound-events.ts';

const context = { failure: () => new KitError('server', 'It broke.') } as unknown as CodecContext;
const usage = { state: 'reported', units: { characters: 5 } } as const;

function play(...events: (object | string)[]) {
  const decoder = new SoundEvents(
    {
      mediaType: 'audio/pcm',
      read: ({ byte, last, failed }, { heard }) => ({
        data: last && heard ? undefined : new Uint8Array(byte === undefined ? [] : [byte as number]),
        isLast: last === true,
        failed: failed === true,
        ...(last === true && { usage }),
      }),
    },
    context,
  );
  const out: SpeechPart[] = [];
  for (const event of events) {
    if (typeof event === 'string') decoder.event(event, out);
    else decoder.json(event, out);
  }
  return { ended: decoder.end(out), out, done: decoder.done, finished: decoder.finished };
}

describe('sound in events', () => {
  it('begins, comes in pieces, and ends with what it cost', () => {
    expect(play({ byte: 1 }, '{"byte":2}', { byte: 9, last: true }, { byte: 3 })).toEqual({
      ended: true,
      done: true,
      finished: true,
      out: [
        { type: 'start', mediaType: 'audio/pcm' },
        { type: 'audio', data: new Uint8Array([1]) },
        { type: 'audio', data: new Uint8Array([2]) },
        { type: 'finish', usage },
      ],
    });
  });

  it('is broken without its last event, and may fail', () => {
    expect(play({ byte: 1 }, 'no JSON').ended).toBe(false);
    expect(() => play({ failed: true })).toThrow('It broke.');
  });
});
