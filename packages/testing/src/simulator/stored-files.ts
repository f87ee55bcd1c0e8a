// Files and batches that live at a simulator.
import { KitError } from '@kit/core';
import type { ReceivedRequest } from '../received-request.ts';
import type { WireCall } from './world.ts';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly purpose: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A batch whose answers are known; it ends when it was looked at once. */
export interface StoredBatch {
  readonly id: string;
  readonly createdAt: number;
  readonly total: number;
  readonly failed: number;
  /** JSON lines. */
  readonly results: string;
  /** What the vendor repeats of the request. */
  readonly asked: Readonly<Record<string, unknown>>;
  state: 'running' | 'ended' | 'cancelled';
}

/** The fields and the file of a multipart request. @throws KitError `invalid-request` if there is no file. */
export async function readUpload({ headers, body }: ReceivedRequest): Promise<{
  readonly file: File;
  readonly field: (name: string) => string | undefined;
  readonly form: FormData;
}> {
  const contentType = headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data'))
    throw new KitError('invalid-request', 'The body must be multipart/form-data.', { field: 'body' });
  const form = await new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': contentType },
  }).formData();
  const file = [...form.values()].find((value) => value instanceof File);
  if (!file) throw new KitError('invalid-request', 'file: there is none.', { field: 'file' });
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return { file, field, form };
}

/** Keeps an uploaded file. */
export async function storeUpload({ world, received }: WireCall, prefix: string): Promise<StoredFile> {
  const { file, field } = await readUpload(received);
  return world.files.add({
    id: world.newId(prefix),
    name: file.name,
    mediaType: file.type || 'application/octet-stream',
    bytes: new Uint8Array(await file.arrayBuffer()),
    purpose: field('purpose') ?? 'user_data',
    createdAt: Date.now(),
  });
}

/** Things by id, which are not found by a KitError. */
export interface Shelf<T extends { readonly id: string }> {
  add(thing: T): T;
  /** @throws KitError `not-found` */
  get(id: string | undefined): T;
  list(): readonly T[];
  /** @throws KitError `not-found` */
  remove(id: string | undefined): void;
}

export function shelf<T extends { readonly id: string }>(what: string): Shelf<T> {
  const things = new Map<string, T>();
  const get = (id = '') => {
    const thing = things.get(id);
    if (!thing) throw new KitError('not-found', `There is no ${what} "${id}".`);
    return thing;
  };
  return {
    add(thing) {
      things.set(thing.id, thing);
      return thing;
    },
    get,
    list: () => [...things.values()],
    remove: (id) => {
      things.delete(get(id).id);
    },
  };
}
