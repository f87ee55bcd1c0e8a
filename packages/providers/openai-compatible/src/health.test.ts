import { inspect } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { preset, served } from '../tests/served.ts';

describe('health', () => {
  it.each(['vllm', 'sglang', 'tgi', 'llamacpp', 'llamafile'] as const)('of %s is asked at its root', async (name) => {
    await using vended = await preset(name, () => ({ text: 'OK' }));
    expect((await vended.ai.health()).status).toBe('ok');
    expect(new URL(vended.urls[0] as string).pathname).toBe('/health');
    expect(new URL((await inspect(vended.ai, 'health', {})).url).pathname).toBe('/health');
  });

  it('of others is that of their list of models', async () => {
    await using vended = await served(() => ({ body: { data: [] } }));
    expect(await vended.ai.health()).toMatchObject({ status: 'ok', meta: { provider: 'openai-compatible' } });
    expect(vended.server.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
  });

  it('falls back to the models where there is nothing at the root', async () => {
    await using vended = await preset('vllm', ({ path }) =>
      path === '/health' ? { status: 404, text: 'no' } : { body: { data: [] } },
    );
    expect((await vended.ai.health()).status).toBe('ok');
    expect(vended.urls.map((url) => new URL(url).pathname)).toEqual(['/health', '/v1/models']);
  });

  it('is degraded while a model is loaded, and down where the server is broken or the key is wrong', async () => {
    await using loading = await preset('llamacpp', () => ({
      status: 503,
      body: { error: { message: 'Loading model' } },
    }));
    expect(await loading.ai.health()).toMatchObject({
      status: 'degraded',
      detail: expect.stringContaining('Loading model'),
    });
    await using broken = await served(() => ({ status: 500, body: {} }));
    expect((await broken.ai.health()).status).toBe('down');
    await using closed = await served(() => ({ status: 401, body: {} }));
    expect(await closed.ai.health()).toMatchObject({ status: 'down', meta: { status: 401 } });
    await using paged = await preset('vllm', () => ({ text: '<!DOCTYPE html><html></html>' }));
    expect((await paged.ai.health()).status).toBe('down');
  });

  it('may be told where it is', async () => {
    await using vended = await served(() => ({ text: 'up' }), { healthPath: '/ready' });
    await vended.ai.health();
    expect(vended.server.requests[0]?.path).toBe('/ready');
  });
});
