// Batches over OpenAI's wire, as an operation. What runs it is loaded with the first call: most programs have no batches.
import type { JsonObject } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import type { OpenaiDialect } from '../dialect/dialect.ts';
import type { BatchRow } from './batches.ts';
import type { FilesDialect } from './files-operation.ts';

/** In what a vendor's batches differ from OpenAI's. */
export interface BatchDialect {
  /** Default `/batches`. */
  readonly path?: string;
  /** How the input file is sent. Default: a form to `/files` with the purpose `batch`. */
  readonly upload?: NonNullable<FilesDialect['upload']>;
  /** One line of the input file. */
  readonly line?: (id: string, endpoint: string, body: JsonObject) => string;
  /** What starts the batch. */
  readonly body?: (ask: BatchAsk) => JsonObject;
  /** Where a batch stands. */
  readonly row?: (body: unknown) => BatchRow;
}

/** A batch whose input has been uploaded. */
export interface BatchAsk {
  readonly fileId: string;
  readonly endpoint: string;
  /** Models of its requests, each once. */
  readonly models: readonly string[];
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** Fields that only this vendor has. */
  readonly own: JsonObject | undefined;
}

/** How a vendor's batches are made. */
export interface BatchOptions {
  /** The dialect in which the lines are written and read. */
  readonly dialect: OpenaiDialect;
  /** The wire of chats. Default `chat`. */
  readonly api?: 'responses' | 'chat';
  /** Model for requests that name none: the provider's option `model`. */
  readonly model?: string | undefined;
  readonly batches?: BatchDialect;
}

/** The operation `batch` of a vendor that imitates OpenAI's: `POST /files`, `POST /batches`, and the answers as files. */
export function batchOperation(options: BatchOptions): HandledOperation<'batch'> {
  return {
    async handle(call, exchange) {
      const { runBatch } = await import('./run-batch.ts');
      return runBatch(call, exchange, options);
    },
  };
}
