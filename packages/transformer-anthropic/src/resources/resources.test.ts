import { isKitError, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { codecContext, jsonReply } from '../../tests/codec-context.ts';
import {
  decodeBatch,
  decodeBatchResults,
  encodeBatch,
  encodeBatchCancel,
  encodeBatchResults,
  encodeBatchStatus,
} from './batches.ts';
import { countTokensTransformer } from './count-tokens.ts';
import { decodeFile, decodeFileDeleted, decodeFilesPage, encodeFiles } from './files.ts';
import { decodeModelsPage, encodeModelsPage } from './models.ts';

const context = codecContext();

describe('token counts', () => {
  const { encode, decode } = countTokensTransformer();

  it('are asked for with the request, without what only an answer needs', () => {
    const { wire } = encode(
      {
        model: 'claude-sonnet-4-5',
        messages: [user('Hi')],
        maxTokens: 5,
        temperature: 0.1,
        stop: 'x',
        user: 'u',
        tools: [{ name: 'a' }],
        vendor: { anthropic: { container: 'c', betas: ['b-1'] } },
      },
      context,
    );
    expect(wire.headers).toEqual({ 'anthropic-version': '2026-10-21', 'anthropic-beta': 'b-1' });
    expect(wire.body).toEqual({
      type: 'json',
      value: {
        model: 'claude-sonnet-4-5',
        messages: [{ role: 'user', content: 'Hi' }],
        tools: [{ name: 'a', input_schema: { type: 'object', properties: {} } }],
      },
    });
  });

  it('are a number, or an error', () => {
    expect(decode(jsonReply({ input_tokens: 671 }), undefined, context)).toEqual({ inputTokens: 671 });
    expect(() => decode(jsonReply({}), undefined, context)).toThrow(
      expect.objectContaining({ code: 'invalid-response' }),
    );
    expect(() => decode(jsonReply({ type: 'error', error: { type: 'api_error' } }), undefined, context)).toThrow(
      expect.objectContaining({ code: 'server' }),
    );
  });
});

describe('models', () => {
  it('are asked for by the page', () => {
    expect(encodeModelsPage({})).toEqual({
      method: 'GET',
      path: '/models',
      query: { limit: '1000', after_id: undefined },
    });
    expect(encodeModelsPage({ limit: 5 }, 'x').query).toEqual({ limit: '5', after_id: 'x' });
  });

  it('say what they can do', () => {
    const row = {
      type: 'model',
      id: 'claude-opus-5',
      display_name: 'Claude Opus 5',
      created_at: '2026-07-24T00:00:00Z',
      lifecycle: 'active',
      retires_at: '2027-07-24T00:00:00Z',
      max_input_tokens: 1_000_000,
      max_tokens: 128_000,
      capabilities: {
        image_input: { supported: true },
        pdf_input: { supported: true },
        batch: { supported: false },
        structured_outputs: { supported: true },
        effort: { supported: true, low: { supported: true }, xhigh: { supported: false } },
        thinking: {
          supported: true,
          types: { enabled: { supported: false }, adaptive: { supported: true }, disabled: { supported: true } },
        },
      },
    };
    const { models, after } = decodeModelsPage(
      jsonReply({ data: [row, null, { no: 'id' }], has_more: true, last_id: 'claude-opus-5' }),
    );
    expect(after).toBe('claude-opus-5');
    expect(models).toEqual([
      {
        id: 'claude-opus-5',
        kind: 'chat',
        name: 'Claude Opus 5',
        contextWindow: 1_000_000,
        maxInput: 1_000_000,
        maxOutput: 128_000,
        input: ['text', 'image', 'pdf'],
        capabilities: ['vision', 'pdf', 'json-schema', 'effort', 'reasoning'],
        reasoning: { toggle: true, efforts: ['low'] },
        released: '2026-07-24',
        deprecated: '2027-07-24',
        status: 'active',
        raw: row,
      },
    ]);
  });

  it('are read from imitators too', () => {
    expect(
      decodeModelsPage(
        jsonReply([
          { id: 'a' },
          { id: 'b', capabilities: { thinking: { supported: true, types: { enabled: { supported: true } } } } },
        ]),
      ),
    ).toMatchObject({ models: [{ id: 'a' }, { id: 'b', reasoning: { budget: { min: 1024 } } }] });
    expect(decodeModelsPage(jsonReply({ data: [{ id: 'a' }], has_more: true })).after).toBe('a');
    expect(decodeModelsPage(jsonReply({}))).toEqual({ models: [] });
  });
});

describe('files', () => {
  const warned: string[] = [];
  const notes = { warn: (feature: string) => void warned.push(feature) };
  const row = {
    type: 'file',
    id: 'file_1',
    size_bytes: 30,
    created_at: '2026-06-25T16:16:09.340000Z',
    filename: 'data.csv',
    mime_type: 'text/csv',
    downloadable: false,
  };
  const file = {
    id: 'file_1',
    name: 'data.csv',
    bytes: 30,
    mediaType: 'text/csv',
    createdAt: Date.UTC(2026, 5, 25, 16, 16, 9, 340),
    status: 'ready',
  };

  it('have one request for each verb', () => {
    const data = new Uint8Array([1]);
    expect(encodeFiles({ action: 'upload', data, mediaType: 'text/csv', name: 'data.csv' }, notes)).toEqual({
      path: '/files',
      body: { type: 'form', fields: [{ name: 'file', data, fileName: 'data.csv', mediaType: 'text/csv' }] },
    });
    expect(encodeFiles({ action: 'list', limit: 5 }, notes, 'x')).toEqual({
      method: 'GET',
      path: '/files',
      query: { limit: '5', after_id: 'x' },
    });
    expect(encodeFiles({ action: 'get', id: 'a/b' }, notes)).toEqual({ method: 'GET', path: '/files/a%2Fb' });
    expect(encodeFiles({ action: 'content', id: 'f' }, notes)).toEqual({ method: 'GET', path: '/files/f/content' });
    expect(encodeFiles({ action: 'delete', id: 'f' }, notes)).toEqual({ method: 'DELETE', path: '/files/f' });
    expect(warned).toEqual([]);
  });

  it('have no purpose', () => {
    encodeFiles({ action: 'upload', data: new Uint8Array(), mediaType: 'a/b', purpose: 'vision' }, notes);
    encodeFiles({ action: 'list', purpose: 'vision' }, notes);
    expect(warned).toEqual(['purpose', 'purpose']);
  });

  it('are read', () => {
    expect(decodeFile(jsonReply(row))).toEqual(file);
    expect(() => decodeFile(jsonReply({}))).toThrow(expect.objectContaining({ code: 'invalid-response' }));
    expect(decodeFilesPage(jsonReply({ data: [row, 1], has_more: true, last_id: 'file_1' }))).toEqual({
      files: [file],
      after: 'file_1',
    });
    expect(decodeFileDeleted(jsonReply({ id: 'file_1', type: 'file_deleted' }), 'file_1')).toEqual({
      id: 'file_1',
      deleted: true,
    });
    expect(decodeFileDeleted(jsonReply({}), 'file_1')).toEqual({ id: 'file_1', deleted: false });
  });
});

describe('batches', () => {
  const item = (id: string, more = {}) => ({
    id,
    request: { model: 'claude-sonnet-4-5', messages: [user('Hi')], maxTokens: 10, ...more },
  });

  it('send each request with its id, and one version for all', () => {
    const { wire, warnings, states } = encodeBatch(
      [item('a'), item('b', { temperature: 0, seed: 1, vendor: { anthropic: { betas: ['b-1'] } } })],
      context,
    );
    expect(wire).toMatchObject({
      path: '/messages/batches',
      headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'b-1' },
    });
    expect(wire.body).toMatchObject({
      value: {
        requests: [
          { custom_id: 'a', params: { model: 'claude-sonnet-4-5', max_tokens: 10 } },
          { custom_id: 'b', params: { temperature: 0 } },
        ],
      },
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['requests["b"].seed']);
    expect([...states.keys()]).toEqual(['a', 'b']);
    expect(() => encodeBatch([item('a'), item('a')], context)).toThrow(
      expect.objectContaining({ code: 'invalid-request', field: 'requests' }),
    );
  });

  it('are looked up, cancelled and fetched by id', () => {
    expect(encodeBatchStatus('m/1')).toMatchObject({ method: 'GET', path: '/messages/batches/m%2F1' });
    expect(encodeBatchCancel('m1')).toMatchObject({ path: '/messages/batches/m1/cancel' });
    expect(encodeBatchResults('m1')).toMatchObject({ method: 'GET', path: '/messages/batches/m1/results' });
  });

  it.each([
    [
      {
        processing_status: 'in_progress',
        request_counts: { processing: 2, succeeded: 1, errored: 1, canceled: 0, expired: 0 },
      },
      { state: 'running', progress: 0.5, counts: { total: 4, succeeded: 1, failed: 1 } },
    ],
    [{ processing_status: 'canceling' }, { state: 'running', rawState: 'canceling' }],
    [
      { processing_status: 'ended', request_counts: { succeeded: 1, canceled: 1 }, ended_at: '2026-08-19T14:44:51Z' },
      { state: 'succeeded', endedAt: Date.UTC(2026, 7, 19, 14, 44, 51) },
    ],
    [{ processing_status: 'ended', request_counts: { canceled: 2 } }, { state: 'cancelled' }],
    [{ processing_status: 'ended', request_counts: { expired: 2 } }, { state: 'expired' }],
  ])('stand at %o', (body, status) => {
    expect(decodeBatch(jsonReply({ id: 'm1', ...body }))).toMatchObject({ id: 'm1', status });
  });

  it('must have an id', () => {
    expect(() => decodeBatch(jsonReply({}))).toThrow(expect.objectContaining({ code: 'invalid-response' }));
  });

  it('give their results in the order of the requests, whatever order they come in', () => {
    const message = {
      type: 'message',
      content: [{ type: 'text', text: '6' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 2, output_tokens: 1, service_tier: 'batch' },
    };
    const lines = [
      { custom_id: 'd', result: { type: 'expired' } },
      {
        custom_id: 'b',
        result: {
          type: 'errored',
          error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
        },
      },
      { custom_id: 'c', result: { type: 'canceled' } },
      { custom_id: 'e', result: { type: 'succeeded', message: null } },
      { custom_id: 'a', result: { type: 'succeeded', message } },
    ];
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\nnonsense\n{}\n`;
    const states = new Map(['a', 'b', 'c', 'd', 'e'].map((id) => [id, { toolNames: new Map<string, string>() }]));
    const items = decodeBatchResults(text, states, context, (decoded) => ({
      ...decoded,
      warnings: [],
      meta: { provider: 'anthropic', timings: {}, attempts: [], ...decoded.meta },
    }));
    expect(items.map(({ id, error, response }) => [id, error?.code ?? (response as { text: string }).text])).toEqual([
      ['a', '6'],
      ['b', 'overloaded'],
      ['c', 'aborted'],
      ['d', 'timeout'],
      ['e', 'invalid-response'],
    ]);
    expect(items.every(({ error }) => error === undefined || isKitError(error))).toBe(true);
    expect(decodeBatchResults(text, new Map(), context, (decoded) => decoded as never).map(({ id }) => id)).toEqual([
      'd',
      'b',
      'c',
      'e',
      'a',
    ]);
  });
});
