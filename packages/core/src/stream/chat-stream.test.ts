import { describe, expect, it } from 'vitest';
import { collect, finish, opening, rejection, scriptedSource, text } from '../../testing/scripted.ts';
import { KitError } from '../errors.ts';
import type { StreamPart } from '../model/stream-parts.ts';

const file: StreamPart = {
  type: 'file',
  file: { type: 'image', source: { data: new Uint8Array([0, 128, 255]), mediaType: 'image/png' } },
};
const open = (...batches: StreamPart[][]) => opening(scriptedSource(...batches)).stream;

describe('.text', () => {
  it("is the first choice's text", async () => {
    const stream = await open(
      [{ type: 'reasoning', text: 'Hm.' }, text('a'), text('')],
      [{ type: 'text', choice: 1, text: 'x' }, text('b'), finish],
    );
    expect(await collect(stream.text)).toEqual(['a', 'b']);
  });
});

describe('toResponse', () => {
  it('sends each part as a server-sent event', async () => {
    const response = (await open([text('a\nb'), finish])).toResponse();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const events = (await response.text()).split('\n\n');
    expect(events.pop()).toBe('');
    expect(events.map((event) => JSON.parse(event.replace(/^data: /, '')).type)).toEqual(['start', 'text', 'finish']);
    expect(events[1]).toBe('data: {"type":"text","text":"a\\nb"}');
  });

  it('sends bytes as base64', async () => {
    const body = await (await open([file, finish])).toResponse().text();
    expect(body).toContain('"data":"AID/"');
  });

  it('tells of a failure without secrets, and breaks the body', async () => {
    const { stream, source } = opening(scriptedSource([text('a')]));
    const response = (await stream).toResponse();
    source.fail(new KitError('network', 'cut'));
    expect(await rejection(response.text())).toMatchObject({ code: 'network' });
  });

  it("sends the bare text, with headers of one's own", async () => {
    const stream = await open(
      [{ type: 'reasoning', text: 'Hm.' }, text('grün'), { type: 'text', choice: 1, text: 'x' }],
      [text(' ✓'), finish],
    );
    const response = stream.toResponse({
      format: 'text',
      headers: { 'x-request-id': 'r', 'cache-control': 'private' },
    });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-request-id')).toBe('r');
    expect(response.headers.get('cache-control')).toBe('private');
    expect(await response.text()).toBe('grün ✓');
  });

  it('frees the source when the client goes', async () => {
    const { stream, source } = opening(scriptedSource([text('a')]));
    await (await stream).toResponse().body?.cancel();
    expect(source.cancels).toHaveLength(1);
  });
});
