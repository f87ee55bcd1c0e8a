// Files over OpenAI's wire, as an operation. What runs it is loaded with the first call: most programs have no files.
import type { Call, FilesRequest, WireRequest } from '@kit/core';
import type { HandledOperation } from '@kit/http';
import type { JsonRecord } from '@kit/wire';

/** In what a vendor's files differ from OpenAI's. */
export interface FilesDialect {
  /** Purpose of an upload that names none. Default `user_data`. */
  readonly purpose?: string;
  /** Largest `limit` of one page. Default 10,000. */
  readonly maxPage?: number;
  /** The request of an upload, where it is no form (Writer: the bytes themselves). */
  readonly upload?: (request: Extract<FilesRequest, { action: 'upload' }>) => WireRequest;
  /** Last segment of the path of a file's content. Default `content`. */
  readonly contentPath?: string;
  /** The query of a page, where it is not `limit` and `after`; `after` is what `nextPage` answered. */
  readonly pageQuery?: (page: FilesPage) => Readonly<Record<string, string | undefined>>;
  /** What asks for the page behind this one, where it is not the last id. */
  readonly nextPage?: (body: JsonRecord, after: string | undefined) => string | undefined;
}

/** A page of a list that is asked for. */
export interface FilesPage {
  readonly limit: number | undefined;
  readonly after: string | undefined;
}

/** The operation `files` of a vendor that imitates OpenAI's: upload, list, get, content, delete. */
export function filesOperation(dialect: FilesDialect = {}): HandledOperation<'files'> {
  return {
    async handle(call, exchange) {
      const { runFiles } = await import('./run-files.ts');
      return runFiles(call, exchange, dialect);
    },
    async inspect({ request }: Call<'files'>, codec) {
      const { filesRequest } = await import('./run-files.ts');
      return filesRequest(request, codec, dialect);
    },
  };
}
