import { user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { bodyOf, delta, failed, served, stream } from '../tests/served.ts';

const messages = [user('Hi')];
const hello = stream(delta({ content: 'Hello' }, 'stop'), 'data: [DONE]\n\n');
const refusal = {
  status: 422,
  body: {
    detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }],
  },
};

describe('usage at the end of a stream', () => {
  it('is asked for', async () => {
    await using vended = await served(() => hello);
    await vended.ai.stream({ messages }).response;
    expect(bodyOf(vended.server)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('is asked for once of a server that refuses the question, and never again', async () => {
    await using vended = await served((request) => ('stream_options' in (request.json() as object) ? refusal : hello));
    const { ai, server } = vended;
    const answer = await ai.stream({ messages }).response;
    expect(answer.text).toBe('Hello');
    expect(answer.meta.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'complete']);
    expect((await ai.stream({ messages }).response).text).toBe('Hello');
    expect(server.requests).toHaveLength(3);
    expect(bodyOf(server)).not.toHaveProperty('stream_options');
  });

  it('is not taken for the cause of other refusals', async () => {
    await using vended = await served(() => ({ status: 400, body: { error: { message: 'Unknown model' } } }));
    expect((await failed(vended.ai.stream({ messages }).ready())).status).toBe(400);
    expect(vended.server.requests).toHaveLength(1);
  });
});
