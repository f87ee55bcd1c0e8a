// Multipart bodies as a server has read them: the faces of uploads take these.
import { stringOf } from '@kit/wire';

export interface UploadedFile {
  readonly name: string;
  readonly data: Uint8Array;
  readonly mediaType: string;
  readonly fileName?: string;
}

/** Fields by name, repeated ones as a list, and the files among them. */
export interface WireForm {
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly files: readonly UploadedFile[];
}

export function isForm(body: unknown): body is WireForm {
  return typeof body === 'object' && body !== null && 'files' in body && Array.isArray(body.files) && 'fields' in body;
}

/** The field's value, the first one where it is repeated. */
export function formText({ fields }: WireForm, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return stringOf(value) ?? (Array.isArray(value) ? stringOf(value[0]) : undefined);
}

export function formList({ fields }: WireForm, name: string): readonly string[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' ? [value] : (value ?? []);
}
