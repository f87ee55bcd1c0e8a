// A file of JSON lines, opened for appending only.
import { checkOptions } from '@kit/core';
import type { AuditSink } from './audit-sink.ts';
import { recordText } from './record-text.ts';

export interface FileSinkOptions {
  readonly path: string;
  /** Waits until the disk has it. Default true. */
  readonly sync?: boolean;
}

/**
 * Appends to a file that only its owner may read. It is opened for each batch, so that it can be rotated meanwhile.
 * @throws KitError `config` for a wrong option.
 */
export function fileSink(options: FileSinkOptions): AuditSink {
  checkOptions('fileSink()', options, { path: 'string', sync: 'boolean' }, ['path']);
  const { path, sync = true } = options;
  return {
    name: 'file',
    async append(records) {
      const { open } = await import('node:fs/promises');
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(records.map((record) => `${recordText(record)}\n`).join(''));
        if (sync) await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
}
