// Files: OpenAI's, in numbered pages.
import type { FilesDialect } from '@kit/transformer-openai/resources';
import { arrayOf, numberOf } from '@kit/wire';

const pageSize = 100;

export const mistralFiles: FilesDialect = {
  // Documents for chats and OCR; the others are `batch` and `fine-tune`.
  purpose: 'ocr',
  pageQuery: ({ after = '0' }) => ({ page: after, page_size: String(pageSize) }),
  nextPage({ data, total }, after = '0') {
    const page = Number(after) + 1;
    const more = arrayOf(data).length >= pageSize && page * pageSize < (numberOf(total) ?? Number.POSITIVE_INFINITY);
    return more ? String(page) : undefined;
  },
};
