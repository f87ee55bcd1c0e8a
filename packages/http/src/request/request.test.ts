import type { FormField, JsonValue, WireBody } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { encodeBody } from './body.ts';
import { mergeHeaders } from './headers.ts';
import { patchBody } from './patch.ts';
import { shownBody } from './shown-body.ts';
import { joinUrl, parseBase, withQuery } from './url.ts';

const boundary = () => 'edge';
const bytes = (text: string) => new TextEncoder().encode(text);
async function collected(data: unknown): Promise<string> {
  if (typeof data === 'string') return data;
  if (data instanceof Uint8Array) return Buffer.from(data).toString();
  const chunks: Uint8Array[] = [];
  for await (const chunk of data as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
async function* streamed(...texts: string[]) {
  for (const text of texts) yield bytes(text);
}

describe('patch', () => {
  const value: JsonValue = Object.freeze({ a: Object.freeze({ b: 1, c: Object.freeze([1, 2, 3]) }), d: 'x' });
  const patched = (patch: Record<string, JsonValue | undefined>) =>
    (patchBody({ type: 'json', value }, patch) as { value: JsonValue }).value;

  it('sets, adds and removes by pointer, and leaves the original alone', () => {
    expect(patched({ '/a/b': 2, '/e': null, '/d': undefined })).toEqual({ a: { b: 2, c: [1, 2, 3] }, e: null });
    expect(value).toEqual({ a: { b: 1, c: [1, 2, 3] }, d: 'x' });
  });

  it('copies only along the path', () => {
    const result = patched({ '/d': 'y' }) as { a: unknown };
    expect(result.a).toBe((value as { a: unknown }).a);
  });

  it('makes missing objects on the way', () => expect(patched({ '/n/e/w': 1 })).toMatchObject({ n: { e: { w: 1 } } }));
  it('does not make them to remove something', () => expect(patched({ '/n/e/w': undefined })).toEqual(value));
  it('reaches into arrays: an index, the end, a removal', () => {
    expect(patched({ '/a/c/0': 9, '/a/c/-': 4 })).toMatchObject({ a: { c: [9, 2, 3, 4] } });
    expect(patched({ '/a/c/1': undefined })).toMatchObject({ a: { c: [1, 3] } });
  });
  it('knows escaped names', () => expect(patched({ '/a~1b~0c': 1 })).toMatchObject({ 'a/b~c': 1 }));
  it('sets __proto__ as a field like any other', () => {
    const result = patched({ '/__proto__/polluted': true });
    expect(Object.hasOwn(result as object, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  it('does nothing where it is empty', () => expect(patchBody(undefined, {})).toBeUndefined());

  it.each([
    ['a', 'begins with a slash'],
    ['', 'begins with a slash'],
    ['/d/x', 'neither an object nor an array'],
    ['/a/c/9', 'is no index'],
    ['/a/c/01', 'is no index'],
    [`/${'x/'.repeat(80)}`, 'at most 64'],
  ])('refuses the pointer %j', async (pointer, reason) => {
    expect(await failed(() => patched({ [pointer]: 1 }))).toMatchObject({
      code: 'invalid-request',
      field: 'patch',
      message: expect.stringContaining(reason),
    });
  });

  it('sets fields of forms', async () => {
    const form: WireBody = {
      type: 'form',
      fields: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ],
    };
    expect(patchBody(form, { '/a': undefined, '/b': 3, '/c': { x: 1 } })).toEqual({
      type: 'form',
      fields: [
        { name: 'b', value: '3' },
        { name: 'c', value: '{"x":1}' },
      ],
    });
    expect(patchBody({ type: 'urlencoded', fields: { a: '1', b: '2' } }, { '/a': undefined, '/b': 'x' })).toEqual({
      type: 'urlencoded',
      fields: { b: 'x' },
    });
    expect(await failed(() => patchBody(form, { '/a/b': 1 }))).toMatchObject({
      message: expect.stringContaining('no fields of their own'),
    });
  });

  it('refuses a body without fields', async () => {
    expect(
      await failed(() => patchBody({ type: 'bytes', data: bytes('x'), mediaType: 'audio/wav' }, { '/a': 1 })),
    ).toMatchObject({ code: 'invalid-request' });
    expect(await failed(() => patchBody(undefined, { '/a': 1 }))).toMatchObject({ code: 'invalid-request' });
  });
});

describe('bodies', () => {
  const fields: readonly FormField[] = [
    { name: 'model', value: 'm' },
    { name: 'file', data: bytes('sound'), fileName: 'a "quoted"\r\nname.wav', mediaType: 'audio/wav\r\nx: y' },
    { name: 'last', value: 'ä' },
  ];
  const expected =
    '--edge\r\ncontent-disposition: form-data; name="model"\r\n\r\nm\r\n' +
    '--edge\r\ncontent-disposition: form-data; name="file"; filename="a %22quoted%22%0D%0Aname.wav"\r\ncontent-type: audio/wav  x: y\r\n\r\nsound\r\n' +
    '--edge\r\ncontent-disposition: form-data; name="last"\r\n\r\nä\r\n--edge--\r\n';

  it('a form is one piece where its files are there', async () => {
    const { data, mediaType, replayable } = encodeBody({ type: 'form', fields }, boundary);
    expect(data).toBeInstanceOf(Uint8Array);
    expect(await collected(data)).toBe(expected);
    expect({ mediaType, replayable }).toEqual({ mediaType: 'multipart/form-data; boundary=edge', replayable: true });
  });

  it('a form is a stream where a file is one, with the same bytes', async () => {
    const { data, replayable } = encodeBody(
      {
        type: 'form',
        fields: fields.map((field) => ('data' in field ? { ...field, data: streamed('so', 'und') } : field)),
      },
      boundary,
    );
    expect(data).not.toBeInstanceOf(Uint8Array);
    expect(await collected(data)).toBe(expected);
    expect(replayable).toBe(false);
  });

  it("a form can be read by the platform's own parser", async () => {
    const { data, mediaType } = encodeBody({ type: 'form', fields }, boundary);
    const form = await new Response(data as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': mediaType },
    }).formData();
    expect(form.get('model')).toBe('m');
    expect(await (form.get('file') as File).text()).toBe('sound');
    expect((form.get('file') as File).name).toBe('a "quoted"\r\nname.wav');
  });

  it.each([
    [{ type: 'json', value: { a: 1 } }, '{"a":1}', 'application/json', true],
    [{ type: 'urlencoded', fields: { a: 'b c&d' } }, 'a=b+c%26d', 'application/x-www-form-urlencoded', true],
    [{ type: 'bytes', data: bytes('raw'), mediaType: 'audio/wav' }, 'raw', 'audio/wav', true],
    [{ type: 'stream', data: streamed('s'), mediaType: 'audio/ogg', bytes: 1 }, 's', 'audio/ogg', false],
  ] as [WireBody, string, string, boolean][])('%j', async (body, text, mediaType, replayable) => {
    const encoded = encodeBody(body, boundary);
    expect(await collected(encoded.data)).toBe(text);
    expect(encoded).toMatchObject({ mediaType, replayable });
  });

  it('are shown by value or by size', () => {
    expect(shownBody({ type: 'json', value: [1] })).toEqual([1]);
    expect(shownBody({ type: 'urlencoded', fields: { a: 'b' } })).toEqual({ a: 'b' });
    expect(shownBody({ type: 'bytes', data: bytes('raw'), mediaType: 'audio/wav' })).toEqual({
      mediaType: 'audio/wav',
      bytes: 3,
    });
    expect(shownBody({ type: 'stream', data: streamed(), mediaType: 'audio/ogg' })).toEqual({
      mediaType: 'audio/ogg',
      bytes: 'streamed',
    });
    expect(
      shownBody({
        type: 'form',
        fields: [
          { name: 'a', value: 'b' },
          { name: 'f', data: bytes('raw'), fileName: 'n', mediaType: 'x/y' },
          { name: 's', data: streamed(), fileName: 'n', mediaType: 'x/y' },
        ],
      }),
    ).toEqual([
      { name: 'a', value: 'b' },
      { name: 'f', fileName: 'n', mediaType: 'x/y', bytes: 3 },
      { name: 's', fileName: 'n', mediaType: 'x/y', bytes: 'streamed' },
    ]);
  });
});

describe('URLs', () => {
  const at = (base: string, path: string, ...queries: Record<string, string | undefined>[]) =>
    joinUrl(parseBase(base), path, queries);
  it.each([
    ['https://x.example/v1', '/chat', 'https://x.example/v1/chat'],
    ['https://x.example/v1/', 'chat', 'https://x.example/v1/chat'],
    ['https://x.example', '/chat', 'https://x.example/chat'],
    ['https://x.example/v1', '', 'https://x.example/v1'],
    ['https://x.example/models/m', ':predict', 'https://x.example/models/m:predict'],
    ['https://x.example/v1?api-version=7', '/chat', 'https://x.example/v1/chat?api-version=7'],
    ['https://x.example/v1?api-version=7', '/chat?a=1', 'https://x.example/v1/chat?a=1&api-version=7'],
  ])('%s and %s make %s', (base, path, url) => expect(at(base, path)).toBe(url));

  it('later queries win, undefined leaves out, values are encoded', () => {
    expect(at('https://x.example', '/p', { a: '1', b: '2' }, { b: 'x&y', c: undefined })).toBe(
      'https://x.example/p?a=1&b=x%26y',
    );
    expect(withQuery('https://x.example/p?z=1', [{ a: '1' }])).toBe('https://x.example/p?z=1&a=1');
  });
});

describe('headers', () => {
  it('are merged in lower case, later ones win, undefined removes', () => {
    expect(mergeHeaders({ 'X-A': '1', 'x-b': '2' }, undefined, { 'x-a': '3', 'X-B': undefined })).toEqual({
      'x-a': '3',
    });
  });
});
