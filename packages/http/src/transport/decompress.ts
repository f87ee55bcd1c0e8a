// Response bodies that the server compressed, read as if it had not.

import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type ByteSource, KitError } from '@kit/core';
import { ByteQueue } from './byte-queue.ts';

const decoders: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Unread bytes after decompression beyond which no more is decompressed: a small body may unfold to a huge one. */
const HIGH_WATER_BYTES = 1024 * 1024;

const noBytes = new Uint8Array(0);

/** @throws KitError `invalid-response` for an encoding that was not asked for. */
export function decompressed(source: ByteSource, encoding: string): ByteSource {
  const create = decoders[encoding.trim().toLowerCase()];
  if (!create) {
    source.cancel();
    return failing(
      new KitError(
        'invalid-response',
        `The response is compressed in a way that was not asked for: "${encoding.slice(0, 40)}".`,
      ),
    );
  }
  const decoder = create();
  const queue = new ByteQueue(() => decoder.resume(), HIGH_WATER_BYTES);
  let over = false;
  let begun = false;
  decoder.on('data', (chunk: Uint8Array) => {
    if (!queue.push(chunk)) decoder.pause();
  });
  decoder.on('end', () => queue.end());
  decoder.on('error', (error) => {
    fail(new KitError('invalid-response', `The response cannot be decompressed (${encoding}).`, { cause: error }));
    source.cancel();
  });
  const fail = (error: unknown) => {
    if (over) return;
    over = true;
    queue.fail(error);
  };
  const pump = (): void => {
    try {
      while (!over) {
        const bytes = source.read(pump);
        if (bytes === undefined) return;
        if (bytes === null) return end();
        begun = true;
        if (decoder.write(bytes)) continue;
        decoder.once('drain', pump);
        return;
      }
    } catch (error) {
      // What came before is read first, and zlib takes its time for it.
      decoder.write(noBytes, () => {
        fail(error);
        decoder.destroy();
      });
    }
  };
  const end = () => {
    if (begun) return void decoder.end();
    // Answers without a body (204, HEAD, an empty failure) are sent with the encoding of those that have one.
    over = true;
    decoder.destroy();
    queue.end();
  };
  pump();
  return {
    read: (wake, transient) => queue.read(wake, transient),
    cancel(reason) {
      over = true;
      queue.discard();
      decoder.destroy();
      source.cancel(reason);
    },
  };
}

function failing(error: KitError): ByteSource {
  return {
    read() {
      throw error;
    },
    cancel() {},
  };
}
