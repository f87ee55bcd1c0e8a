import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type ByteSource, pipeline, type Transport, type TransportRequest, user } from '@kit/core';
import { expect, it } from 'vitest';
import { fakeStream, fakeVendor } from '../testing/fake-vendor.ts';
import { httpProvider } from './http-provider.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('does not keep what was sent while a stream is open', async () => {
  const bodies: WeakRef<object>[] = [];
  const requests: WeakRef<TransportRequest>[] = [];
  let told = false;
  const body: ByteSource = {
    read() {
      if (told) return undefined;
      told = true;
      return new TextEncoder().encode('data: {"t":"Hi"}\n\n');
    },
    cancel() {},
  };
  const transport: Transport = (request) => {
    requests.push(new WeakRef(request));
    return Promise.resolve({ status: 200, headers: { 'content-type': 'text/event-stream' }, body });
  };
  const remembering: typeof fakeStream = {
    ...fakeStream,
    encode(request, context) {
      const encoded = fakeStream.encode(request, context);
      bodies.push(new WeakRef(encoded.wire.body as object));
      return encoded;
    },
  };
  const operations = {
    ...fakeVendor().operations,
    stream: { endpoint: { path: '/chat' }, streamTransformer: remembering },
  };
  const ai = pipeline(httpProvider(fakeVendor({ operations }), { model: 'm-1', transport }));
  const stream = ai.stream({ messages: [user('Hi')] });
  const { value } = await stream[Symbol.asyncIterator]().next();
  expect(value).toMatchObject({ type: 'start' });
  await new Promise((resolve) => setTimeout(resolve, 10));
  collect();
  expect(bodies.map((one) => one.deref())).toEqual([undefined]);
  expect(requests.map((one) => one.deref())).toEqual([undefined]);
  await stream.cancel();
  await ai.close();
});
