// Reading: a web page by its link, or the layout of a document.
import { type JsonObject, KitError, type OperationDeclaration, type ParseRequest, vendorOptions } from '@kit/core';
import { leftOut, mediaLink } from '@kit/http';
import { recordOf, stringOf } from '@kit/wire';

const defaultModel = 'glm-ocr';

export const parseOperation: OperationDeclaration<'parse'> = {
  endpoint: { path: (request) => (isPage(request) ? '/reader' : '/layout_parsing') },
  transformer: {
    encode(request: ParseRequest, context) {
      const { source, format, model = '', vendor } = request;
      if (!('url' in source || 'data' in source))
        throw new KitError('unsupported', 'parse: a document by file id cannot be read.', { field: 'source' });
      const own = vendorOptions(vendor, context, 'zhipu') as JsonObject | undefined;
      const warnings = leftOut(request, ['pages'], 'Pages cannot be chosen; all are read.');
      const value: JsonObject = isPage(request)
        ? {
            url: (source as { readonly url: string }).url,
            ...(format !== undefined && { return_format: format }),
            ...own,
          }
        : {
            model: readsLayouts(model) ? model : defaultModel,
            file: mediaLink(source) as string,
            ...own,
          };
      return { wire: { body: { type: 'json', value } }, warnings, state: undefined };
    },
    decode(reply, _, { provider }) {
      const body = recordOf(reply.json());
      const page = recordOf(body?.reader_result) ?? body;
      const text = stringOf(page?.content) ?? stringOf(body?.md_results);
      if (text === undefined) throw new KitError('invalid-response', 'The reply holds no text.', { provider });
      const url = stringOf(page?.url);
      const title = stringOf(page?.title);
      return { text, ...(url !== undefined && { citations: [{ url, ...(title !== undefined && { title }) }] }) };
    },
  },
};

/** A link, unless a model that reads layouts is named, or the media type says that it is a picture or a PDF. */
function isPage({ model = '', source }: ParseRequest): boolean {
  return 'url' in source && !readsLayouts(model) && !/^image\/|pdf/.test(source.mediaType ?? '');
}

/** The provider's own model is one for chats. */
const readsLayouts = (model: string) => !/^(?:glm-\d|$)/i.test(model);
