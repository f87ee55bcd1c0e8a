// Options of the factory.
import { checkOptions } from '@kit/core';
import { type ApiKey, type HttpProviderOptions, httpOptionChecks } from '@kit/http';

/** Certificates in PEM. */
export type Pem = string | Uint8Array;

export interface GigachatOptions extends HttpProviderOptions {
  /**
   * The authorization key (base64 of client id and secret, as the vendor hands it out), a function that answers it, or a
   * pool. `GIGACHAT_CREDENTIALS` if absent.
   */
  readonly apiKey?: ApiKey;
  /** What the key was made for: persons (default), prepaid or postpaid business. `GIGACHAT_SCOPE` if absent. */
  readonly scope?: 'GIGACHAT_API_PERS' | 'GIGACHAT_API_B2B' | 'GIGACHAT_API_CORP' | (string & {});
  /** Where tokens are bought. `GIGACHAT_AUTH_URL` if absent. */
  readonly tokenURL?: string;
  /** A token that was bought elsewhere, or a function that answers one. `GIGACHAT_ACCESS_TOKEN` if absent. */
  readonly accessToken?: string | (() => string | Promise<string>);
  /** User and password instead of a key. `GIGACHAT_USER` and `GIGACHAT_PASSWORD` if absent. */
  readonly username?: string;
  readonly password?: string;
  /** `v2`: content in parts, the vendor's own tools (search, pictures, code). Default `v1`. Other operations are the same. */
  readonly contract?: 'v1' | 'v2';
  /** Certificate authority, in PEM: the vendor's (Russian Trusted Root CA) is in no system's store. The file of `GIGACHAT_CA_BUNDLE_FILE` if absent. */
  readonly ca?: Pem | readonly Pem[];
  /** Client certificate and key in PEM, which stand for the token. The files of `GIGACHAT_CERT_FILE` and `GIGACHAT_KEY_FILE` if absent. */
  readonly cert?: Pem;
  readonly key?: Pem;
}

const secret = (value: unknown) =>
  (typeof value === 'string' && value !== '') || typeof value === 'function'
    ? undefined
    : 'a token, or a function that answers one';
const pem = (value: unknown) =>
  typeof value === 'string' || value instanceof Uint8Array ? undefined : 'a certificate in PEM (text or bytes)';
const pems = (value: unknown) =>
  Array.isArray(value) ? value.map(pem).find((expected) => expected !== undefined) : pem(value);

/** @throws KitError `config` for an option that is unknown or wrong. */
export function checkGigachatOptions(options: GigachatOptions): void {
  checkOptions('gigachat()', options, {
    ...httpOptionChecks,
    scope: 'string',
    tokenURL: 'url',
    accessToken: secret,
    username: 'string',
    password: 'string',
    contract: ['v1', 'v2'],
    ca: pems,
    cert: pem,
    key: pem,
  });
}
