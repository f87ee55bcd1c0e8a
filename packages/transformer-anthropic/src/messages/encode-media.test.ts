import { assistant, image, toolResult, type UserPart, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { encoded } from '../../tests/encoded.ts';

const pixel = new Uint8Array([137, 80, 78, 71]);
const block = (part: UserPart, options?: Parameters<typeof encoded>[1]) =>
  encoded({ messages: [user([part])] }, options).body.messages[0].content[0] as unknown;
const refused = (part: UserPart, options?: Parameters<typeof encoded>[1]) => () => block(part, options);

describe('images', () => {
  it('come from bytes, base64, links, data URLs and files', () => {
    expect(block({ type: 'image', source: { data: pixel, mediaType: 'image/png' } })).toEqual({
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: 'iVBORw==' },
    });
    expect(block({ type: 'image', source: { data: 'AAAA', mediaType: 'image/jpg' } })).toEqual({
      type: 'image',
      source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' },
    });
    expect(block(image('https://x.example/a.png'))).toEqual({
      type: 'image',
      source: { type: 'url', url: 'https://x.example/a.png' },
    });
    expect(block(image('data:image/gif;base64,AAAA'))).toEqual({
      type: 'image',
      source: { type: 'base64', media_type: 'image/gif', data: 'AAAA' },
    });
    expect(block({ type: 'image', source: { fileId: 'file_1' } })).toEqual({
      type: 'image',
      source: { type: 'file', file_id: 'file_1' },
    });
    expect(block({ type: 'file', source: { data: 'AAAA', mediaType: 'image/webp' } })).toMatchObject({ type: 'image' });
  });

  it('of other kinds are refused before they are sent', () => {
    expect(refused({ type: 'image', source: { data: 'AAAA', mediaType: 'image/tiff' } })).toThrow(
      expect.objectContaining({ code: 'unsupported', field: 'messages[0].content[0]' }),
    );
    expect(refused({ type: 'audio', source: { data: 'AAAA', mediaType: 'audio/wav' } })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
    expect(refused({ type: 'image', source: { url: 'data:nonsense' } })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  it('of a file that lies elsewhere are refused', () => {
    expect(refused({ type: 'image', source: { fileId: 'f', provider: 'openai' } })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
    expect(block({ type: 'image', source: { fileId: 'f', provider: 'anthropic' } })).toMatchObject({
      source: { file_id: 'f' },
    });
  });

  it('have no level of detail', () => {
    expect(encoded({ messages: [user([image('https://x.example/a.png', { detail: 'high' })])] }).features).toEqual([
      'image.detail',
    ]);
  });

  it('must be bytes where the vendor fetches nothing', () => {
    expect(refused(image('https://x.example/a.png'), { dialect: { urlSources: false } })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
    expect(refused({ type: 'image', source: { fileId: 'f' } }, { dialect: { fileSources: false } })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });

  it('stand in tool results too, and never in an answer of the history', () => {
    const call = assistant([
      { type: 'tool-call', id: 't', name: 'look', arguments: '{}' },
      { type: 'image', source: { url: 'https://x.example/a.png' } },
    ]);
    const { body, features } = encoded({
      tools: [{ name: 'look' }],
      messages: [
        user('x'),
        call,
        toolResult({ id: 't' }, [image('https://x.example/b.png'), { type: 'text', text: '' }]),
      ],
    });
    expect(body.messages[1].content).toHaveLength(1);
    expect(body.messages[2].content[0].content).toEqual([
      { type: 'image', source: { type: 'url', url: 'https://x.example/b.png' } },
    ]);
    expect(features).toEqual(['image in an answer']);
  });
});

describe('documents', () => {
  it('are PDF, with a title, a context and citations if that is wanted', () => {
    expect(
      block({
        type: 'file',
        source: { data: 'AAAA', mediaType: 'application/pdf' },
        name: 'a.pdf',
        context: 'A report.',
        citations: true,
        cache: true,
      }),
    ).toEqual({
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' },
      title: 'a.pdf',
      context: 'A report.',
      citations: { enabled: true },
      cache_control: { type: 'ephemeral' },
    });
    expect(block({ type: 'file', source: { url: 'https://x.example/a.pdf' } })).toEqual({
      type: 'document',
      source: { type: 'url', url: 'https://x.example/a.pdf' },
    });
  });

  it('or text of any kind, which is sent as plain text', () => {
    const text = new TextEncoder().encode('Grüße');
    expect(block({ type: 'file', source: { data: text, mediaType: 'text/plain; charset=utf-8' } })).toEqual({
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: 'Grüße' },
    });
    expect(
      encoded({ messages: [user([{ type: 'file', source: { data: text, mediaType: 'text/markdown' } }])] }).features,
    ).toEqual(['file.mediaType']);
  });

  it('of other kinds are refused', () => {
    expect(refused({ type: 'file', source: { data: 'AAAA', mediaType: 'video/mp4' } })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
    expect(refused({ type: 'file', source: { data: '§', mediaType: 'text/plain' } })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });
});
