import { describe, expect, it } from 'vitest';
import { type FramingKind, framingFor } from './framing-for.ts';

const utf8 = new TextEncoder();

function read(contentType: string | undefined, declared: FramingKind, text: string, size = text.length): string[] {
  const framing = framingFor(contentType, declared);
  const events: string[] = [];
  const bytes = utf8.encode(text);
  for (let at = 0; at < bytes.length; at += size)
    framing.push(bytes.subarray(at, at + size), (data) => events.push(data));
  framing.end((data) => events.push(data));
  return events;
}

const kinds: FramingKind[] = ['sse', 'ndjson', 'json-array'];

describe('framingFor', () => {
  it.each(kinds)('reads text/event-stream as events, also where %s was declared', (declared) => {
    expect(read('Text/Event-Stream; charset=utf-8', declared, ': hi\n\ndata: {"a":1}\n\n')).toEqual(['{"a":1}']);
  });

  it.each(kinds)('reads line-delimited types as lines, also where %s was declared', (declared) => {
    for (const type of ['application/x-ndjson', 'application/jsonl; charset=utf-8', 'application/stream+json']) {
      expect(read(type, declared, '{"a":1}\n{"b":2}\n')).toEqual(['{"a":1}', '{"b":2}']);
    }
  });

  it('reads a JSON array or object where events were declared', () => {
    expect(read('application/json', 'sse', '\n [{"a":1},\n{"b":2}]')).toEqual(['{"a":1}', '{"b":2}']);
    expect(read('application/json; charset=UTF-8', 'sse', '{"error":{}}')).toEqual(['{"error":{}}']);
  });

  it('reads events that are labelled application/json, and JSON that is labelled text/event-stream', () => {
    expect(read('application/json', 'sse', 'data: {"a":1}\n\ndata: [DONE]\n\n')).toEqual(['{"a":1}', '[DONE]']);
    expect(read('text/event-stream', 'sse', '{\n  "error": {\n    "code": 404\n  }\n}\n')).toEqual([
      '{\n  "error": {\n    "code": 404\n  }\n}',
    ]);
  });

  it('goes by what was declared where the server says nothing that helps', () => {
    expect(read(undefined, 'ndjson', 'data: {"a":1}\n')).toEqual(['{"a":1}']);
    expect(read('application/json', 'ndjson', '{"a":1}\n{"b":2}\n')).toEqual(['{"a":1}', '{"b":2}']);
    expect(read(undefined, 'sse', 'event: a\ndata: 1\n\n')).toEqual(['1']);
    expect(read('text/plain', 'json-array', '[{"a":1}]')).toEqual(['{"a":1}']);
  });

  it('decides by the first character, however late it comes and whatever mark stands before it', () => {
    expect(read('text/event-stream', 'sse', '\uFEFF\n\n{"a":1}', 1)).toEqual(['{"a":1}']);
    expect(read('text/event-stream', 'sse', '\uFEFFdata: 1\n\n', 1)).toEqual(['1']);
    expect(read('text/event-stream', 'sse', ' \n')).toEqual([]);
    expect(read('text/event-stream', 'sse', '')).toEqual([]);
  });

  it('passes the limit on', () => {
    const framing = framingFor('text/event-stream', 'sse', { maxEventBytes: 5 });
    expect(() => framing.push(utf8.encode('data: 1234567\n\n'), () => {})).toThrow('5 bytes');
  });
});
