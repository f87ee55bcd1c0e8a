// Files of outputs: `{ url, content_type }`, or a link alone; with `sync_mode` the link holds the data.
import { arrayOf, dataUrlToBase64, recordOf, stringOf } from '@kit/wire';

export interface OutputFile {
  readonly url?: string;
  /** Base64. */
  readonly data?: string;
  readonly mediaType?: string;
}

/** One file, a list of them, or none. */
export function outputFiles(output: unknown): OutputFile[] {
  return (Array.isArray(output) ? output : [output]).flatMap((one): OutputFile[] => {
    const url = stringOf(one) ?? stringOf(recordOf(one)?.url);
    if (url === undefined) return [];
    const inline = dataUrlToBase64(url);
    if (inline) return [{ data: inline.base64, mediaType: inline.mediaType }];
    const mediaType = stringOf(recordOf(one)?.content_type);
    return [{ url, ...(mediaType !== undefined && { mediaType }) }];
  });
}

/** The first field that holds files. */
export function filesIn(output: Readonly<Record<string, unknown>>, ...fields: readonly string[]): OutputFile[] {
  for (const field of fields) {
    const files = outputFiles(output[field]);
    if (files.length > 0) return files;
  }
  return [];
}

export const flags = (value: unknown): boolean[] => arrayOf(value).map((one) => one === true);
