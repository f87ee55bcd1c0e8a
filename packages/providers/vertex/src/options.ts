// What the factory takes, and how it is checked.
import { checkOptions } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks } from '@kit/http';

/** What the JSON file of a service account holds, as far as it is needed. */
export interface ServiceAccount {
  readonly client_email: string;
  /** PKCS#8 in PEM; `\n` may stand for line breaks, as in environment variables. */
  readonly private_key: string;
  readonly private_key_id?: string;
  readonly token_uri?: string;
}

export interface VertexOptions extends HttpProviderOptions {
  /** Id or number of the project. Default: GOOGLE_CLOUD_PROJECT, GOOGLE_VERTEX_PROJECT. */
  readonly project?: string;
  /** `global`, `us`, `eu`, or a region: `us-central1`. Default: GOOGLE_CLOUD_LOCATION, GOOGLE_VERTEX_LOCATION, else `global`. */
  readonly location?: string;
  /** Version in the path. Default `v1`; `v1beta1` has newer fields. */
  readonly apiVersion?: string;
  /** A token of Google's, or a function that answers one and is asked before each request. */
  readonly accessToken?: string | (() => string | Promise<string>);
  /** A service account: its key signs what is exchanged for tokens of an hour. */
  readonly serviceAccount?: ServiceAccount;
  /** A user whom the service account stands in for (domain-wide delegation). */
  readonly subject?: string;
  /** Project that is billed and whose quota counts, if it is another one. */
  readonly userProject?: string;
  /** Where the service account's tokens are bought. Default: what its file says, else Google's. */
  readonly tokenURL?: string;
}

export function checkVertexOptions(options: VertexOptions): void {
  checkOptions('vertex()', options, {
    ...httpOptionChecks,
    project: (value) => (isProject(value) ? undefined : 'the id or the number of a project'),
    location: (value) => (isLocation(value) ? undefined : 'global, us, eu or a region: one word of a host'),
    apiVersion: (value) => (typeof value === 'string' && /^v\d\w*$/.test(value) ? undefined : 'v1 or v1beta1'),
    accessToken: (value) =>
      typeof value === 'string' || typeof value === 'function' ? undefined : 'a string or a function',
    serviceAccount: (value) => (isServiceAccount(value) ? undefined : 'an object with client_email and private_key'),
    subject: 'string',
    userProject: 'string',
    tokenURL: 'url',
  });
}

/** One label of a host name: anything else could lead to another host. */
export function isLocation(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value);
}

/** Ids, numbers, and ids of a domain (`example.com:project`). */
function isProject(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]+$/.test(value);
}

function isServiceAccount(value: unknown): value is ServiceAccount {
  const { client_email: email, private_key: key } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof email === 'string' && typeof key === 'string';
}
