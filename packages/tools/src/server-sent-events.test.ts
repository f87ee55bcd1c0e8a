import { expect, it } from 'vitest';
import { z } from 'zod';
import { scriptedModel } from '../testing/scripted-model.ts';
import { defineTool, streamTools } from './index.ts';
import { serverSentEvents } from './server-sent-events.ts';

it('tells what tools were asked and answered, also a BigInt and a `cause`, but not what they threw', async () => {
  const input = z.object({ id: z.string().transform(BigInt), cause: z.string() });
  const report = defineTool({ name: 'report', input, run: () => ({ cause: 'rain' }) });
  const broken = defineTool({
    name: 'broken',
    run: () => {
      throw new Error('no', { cause: 'a secret' });
    },
  });
  const calls = [{ name: 'report', input: { id: '5', cause: 'flood' } }, { name: 'broken' }];
  const { provider } = scriptedModel([{ calls }, 'Done.']);
  const stream = streamTools(provider, { messages: [{ role: 'user', content: 'x' }], tools: [report, broken] });
  const body = await stream.toResponse().text();
  expect(body).toContain('"input":{"id":"5","cause":"flood"}');
  expect(body).toContain('"output":{"cause":"rain"}');
  expect(body).not.toContain('secret');
});

it('tells bytes by their number', async () => {
  const parts = new ReadableStream({
    start(controller) {
      controller.enqueue({ type: 'file', data: Buffer.from('abc') });
      controller.close();
    },
  });
  expect(await serverSentEvents(parts).text()).toBe('data: {"type":"file","data":{"byteLength":3}}\n\n');
});
