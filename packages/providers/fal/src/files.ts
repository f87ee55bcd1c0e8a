// The operation `files`: uploads, whose links inputs can name. There is no list of them, and nothing to delete.
import { type FilesResponse, KitError } from '@kit/core';
import type { ShownOperation } from '@kit/http';
import type { FalSettings } from './settings.ts';
import { storagePath, store } from './storage.ts';

export function filesOperation(settings: FalSettings): ShownOperation<'files'> {
  return {
    async handle(call, exchange): Promise<FilesResponse> {
      const { request, context } = call;
      if (request.action !== 'upload')
        throw new KitError('unsupported', `files: fal keeps files by their links; it cannot ${request.action} them.`, {
          field: 'action',
        });
      const { mediaType, name, purpose } = request;
      const warnings =
        purpose === undefined ? [] : [{ feature: 'purpose', detail: "fal's files have none; it was left out." }];
      exchange.checked(call, warnings);
      const { fileURL, bytes, reply } = await store(request, call as never, exchange, settings);
      return {
        file: { id: fileURL, url: fileURL, ...(name !== undefined && { name }), bytes, mediaType, status: 'ready' },
        meta: exchange.meta(context, reply),
        warnings,
      };
    },
    inspect: ({ request }) => ({
      method: 'POST',
      url: `${settings.restURL}${storagePath}`,
      body: {
        type: 'json',
        value: request.action === 'upload' ? { content_type: request.mediaType, file_name: request.name ?? null } : {},
      },
    }),
  };
}
