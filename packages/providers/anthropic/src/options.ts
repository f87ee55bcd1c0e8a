// What anthropic() takes, and its check.
import { checkOptions, KitError } from '@kit/core';
import { type HttpProviderOptions, httpOptionChecks } from '@kit/http';
import type { Federation } from './auth.ts';

export interface AnthropicOptions extends HttpProviderOptions {
  /** OAuth token, sent as a bearer token instead of an API key. Environment: `ANTHROPIC_AUTH_TOKEN`. */
  readonly authToken?: string | (() => string | Promise<string>);
  /** Workload identity: an identity token is exchanged for short-lived access tokens. */
  readonly federation?: Federation;
  /** API version for every request. Default: `2026-10-21`, and `2023-06-01` for requests with sampling parameters. */
  readonly version?: string;
  /** `anthropic-beta` values for every request. */
  readonly betas?: readonly string[];
  /** Workspace that requests are made in, for credentials that have several. */
  readonly workspaceId?: string;
}

const secret = (value: unknown) =>
  (typeof value === 'string' && value !== '') || typeof value === 'function'
    ? undefined
    : 'a token, or a function that answers one';

const texts = (value: unknown) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')
    ? undefined
    : 'an array of non-empty strings';

const checks = {
  ...httpOptionChecks,
  authToken: secret,
  federation: 'object',
  version: 'string',
  betas: texts,
  workspaceId: 'string',
} as const;

/** @throws KitError `config` that names the option. */
export function checkAnthropicOptions(options: AnthropicOptions): void {
  checkOptions('anthropic()', options, checks);
  if (options.apiKey !== undefined && options.authToken !== undefined) {
    throw new KitError('config', 'anthropic(): give `apiKey` or `authToken`, not both.', { field: 'authToken' });
  }
}
