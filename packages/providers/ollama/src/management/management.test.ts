import { describe, expect, it } from 'vitest';
import { failure, lines, served } from '../../tests/served.ts';
import type { PullPart } from '../index.ts';

const layer = { status: 'pulling aaa', digest: 'sha256:aaa', total: 100 };
const pulled = [
  { status: 'pulling manifest' },
  layer,
  { ...layer, completed: 40 },
  { ...layer, completed: 100 },
  { status: 'pulling bbb', digest: 'sha256:bbb', total: 5, completed: 5 },
  { status: 'verifying sha256 digest' },
  { status: 'writing manifest' },
  { status: 'success' },
];

describe('pull', () => {
  it('tells its progress', async () => {
    const { ai, body, server } = await served([lines(...pulled)]);
    const stream = ai.pull({ model: 'qwen3:8b', insecure: true });
    const parts: PullPart[] = [];
    for await (const part of stream) parts.push(part);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/pull' });
    expect(body()).toEqual({ model: 'qwen3:8b', insecure: true, stream: true });
    expect(parts.map(({ type }) => type)).toEqual([
      'start',
      'progress',
      'download',
      'download',
      'download',
      'download',
      'progress',
      'progress',
      'finish',
    ]);
    expect(parts[2]).toEqual({ type: 'download', digest: 'sha256:aaa', completedBytes: 0, totalBytes: 100 });
    expect(await stream.response).toMatchObject({
      model: 'qwen3:8b',
      bytes: 105,
      layers: [
        { digest: 'sha256:aaa', bytes: 100 },
        { digest: 'sha256:bbb', bytes: 5 },
      ],
    });
  });

  it('can simply be awaited', async () => {
    const { ai } = await served([lines(...pulled)]);
    expect(await ai.pull({ model: 'm' }).response).toMatchObject({
      bytes: 105,
      meta: { provider: 'ollama', model: 'm' },
    });
  });

  it('rejects a model that is not there before it begins', async () => {
    const { ai } = await served([
      lines({ status: 'pulling manifest' }, { error: 'pull model manifest: file does not exist' }),
    ]);
    expect(await failure(ai.pull({ model: 'nobody/nothing' }).ready())).toMatchObject({
      code: 'not-found',
      operation: 'pull',
    });
  });

  it('is not complete without its last word', async () => {
    const { ai } = await served([lines(...pulled.slice(0, -1), null)]);
    expect(await failure(ai.pull({ model: 'm' }).response)).toMatchObject({
      code: 'invalid-response',
      partial: { bytes: 105 },
    });
  });

  it('stops when it is left', async () => {
    const { ai, server } = await served([lines(...pulled)]);
    server.faults.next({ type: 'hang', afterEvents: 2 });
    for await (const part of ai.pull({ model: 'm' })) if (part.type === 'download') break;
    expect((await server.requests[0]?.closed)?.aborted).toBe(true);
  });
});

describe('show', () => {
  it('says what a model is and can do', async () => {
    const details = { format: 'gguf', family: 'llama', parameter_size: '8B', quantization_level: 'Q4_K_M' };
    const { ai, body, server } = await served([
      {
        body: {
          template: '{{ .Prompt }}',
          parameters: 'stop "x"',
          license: 'MIT',
          details,
          model_info: {
            'general.architecture': 'llama',
            'llama.context_length': 131_072,
            'llama.embedding_length': 4096,
          },
          capabilities: ['completion', 'tools', 'thinking', 'insert'],
        },
      },
    ]);
    const { model, template, license, raw } = await ai.show({ model: 'llama3.1', verbose: false });
    expect(server.requests[0]?.path).toBe('/api/show');
    expect(body()).toEqual({ model: 'llama3.1', verbose: false });
    expect(model).toEqual({
      id: 'llama3.1',
      family: 'llama',
      kind: 'chat',
      contextWindow: 131_072,
      capabilities: ['completion', 'tools', 'reasoning', 'fill-in-the-middle'],
    });
    expect({ template, license }).toEqual({ template: '{{ .Prompt }}', license: 'MIT' });
    expect(raw.details).toEqual(details);
  });

  it('tells the size of vectors, and gets by with nothing', async () => {
    const { ai } = await served([
      {
        body: { model_info: { 'bert.context_length': 512, 'bert.embedding_length': 384 }, capabilities: ['embedding'] },
      },
      { body: {} },
    ]);
    expect((await ai.show({ model: 'all-minilm' })).model).toMatchObject({
      kind: 'embedding',
      contextWindow: 512,
      dimensions: 384,
    });
    expect((await ai.show({ model: 'x' })).model).toEqual({ id: 'x' });
  });
});

describe('delete', () => {
  it('is a DELETE with a body', async () => {
    const { ai, body, server } = await served([{}]);
    expect(await ai.delete({ model: 'old' })).toMatchObject({ model: 'old', deleted: true });
    expect(server.requests[0]).toMatchObject({ method: 'DELETE', path: '/api/delete' });
    expect(body()).toEqual({ model: 'old' });
  });

  it('says what is not there', async () => {
    const { ai } = await served([{ status: 404, body: { error: "model 'old' not found" } }]);
    expect(await failure(ai.delete({ model: 'old' }))).toMatchObject({ code: 'not-found', status: 404 });
  });

  it.each(['pull', 'show', 'delete'] as const)('%s never means the default model', async (operation) => {
    const { ai, server } = await served([{}]);
    const handled = Promise.resolve().then(() =>
      (ai[operation] as (request: object) => PromiseLike<unknown> & { ready?(): Promise<unknown> })({}),
    );
    const error = await failure(operation === 'pull' ? ai.pull({} as never).ready() : handled);
    expect(error).toMatchObject({ code: 'invalid-request', field: 'model' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('ps', () => {
  it('lists what is loaded', async () => {
    const row = {
      name: 'qwen3:8b',
      model: 'qwen3:8b',
      size: 6_000,
      size_vram: 5_000,
      digest: 'abc',
      expires_at: '2026-06-04T14:38:31.83753-07:00',
      context_length: 4096,
    };
    const { ai, server } = await served([{ body: { models: [row, null, { model: 'b' }] } }, { body: null }]);
    const { models } = await ai.ps();
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/api/ps' });
    expect(models).toEqual([
      {
        id: 'qwen3:8b',
        bytes: 6000,
        vramBytes: 5000,
        contextWindow: 4096,
        expiresAt: Date.parse('2026-06-04T14:38:31.837-07:00'),
        digest: 'abc',
      },
      { id: 'b' },
    ]);
    expect((await ai.ps()).models).toEqual([]);
  });
});
