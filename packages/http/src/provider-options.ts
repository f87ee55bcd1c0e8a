// Options that every HTTP provider takes: their checks, the instance's id, its endpoint.
import { KitError, type OptionChecks } from '@kit/core';
import { isPool } from './auth/is-pool.ts';
import type { HttpProviderDefinition, HttpProviderOptions } from './definition.ts';
import { type Base, parseBase } from './request/url.ts';

/** For `checkOptions` of core; vendors add their own options to it. */
export const httpOptionChecks = {
  id: 'string',
  apiKey: (value: unknown) =>
    (typeof value === 'string' && value !== '') || typeof value === 'function' || isPool(value)
      ? undefined
      : 'a key, a function that answers one, or a credentialPool()',
  baseURL: 'url',
  headers: (value: unknown) =>
    typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === 'string')
      ? undefined
      : 'an object of header names and string values',
  transport: 'function',
  deadlines: 'object',
  model: 'string',
  maxReplyBytes: 'positive',
  learnEvents: 'boolean',
} as const satisfies OptionChecks;

/** The instance's id: the option, else the vendor's. */
export function instanceId(
  definition: Pick<HttpProviderDefinition<never>, 'id'>,
  options: Pick<HttpProviderOptions, 'id'>,
): string {
  return options.id ?? definition.id;
}

/** Where the provider's requests go. @throws KitError `config` */
export function readBaseURL(
  definition: Pick<HttpProviderDefinition<never>, 'baseURL' | 'name'>,
  options: Pick<HttpProviderOptions, 'baseURL'>,
): Base {
  const baseURL = options.baseURL ?? definition.baseURL;
  try {
    const base = parseBase(baseURL);
    if (/^https?:/.test(base.origin)) return base;
  } catch {
    // Told below.
  }
  throw new KitError('config', `${definition.name}: \`baseURL\` must be an http(s) URL.`, { field: 'baseURL' });
}
