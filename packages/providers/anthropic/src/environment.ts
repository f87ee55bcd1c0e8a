// What the environment says besides credentials, by the names that the vendor's own clients read.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';

/** `ANTHROPIC_BASE_URL` names the origin; the version prefix belongs to it here. */
export function environmentBaseURL(): string | undefined {
  const url = readEnvironment('ANTHROPIC_BASE_URL')?.replace(/\/+$/, '');
  if (url === undefined) return undefined;
  return /\/v\d+$/.test(url) ? url : `${url}/v1`;
}

/** `ANTHROPIC_CUSTOM_HEADERS`: one `Name: value` a line. @throws KitError `config` for a line that is none. */
export function environmentHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of (readEnvironment('ANTHROPIC_CUSTOM_HEADERS') ?? '').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
      throw new KitError('config', 'Anthropic: every line of ANTHROPIC_CUSTOM_HEADERS must be `Name: value`.', {
        field: 'ANTHROPIC_CUSTOM_HEADERS',
      });
    }
    headers[name.toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** Version and beta values out of configured headers: beta values are joined, never replaced. */
export function takeBetas(given: Readonly<Record<string, string>>): {
  readonly betas: readonly string[];
  readonly version: string | undefined;
  readonly headers: Record<string, string>;
} {
  const headers: Record<string, string> = {};
  const betas: string[] = [];
  let version: string | undefined;
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase();
    if (key === 'anthropic-beta')
      betas.push(
        ...value
          .split(',')
          .map((beta) => beta.trim())
          .filter(Boolean),
      );
    else if (key === 'anthropic-version') version = value;
    else headers[key] = value;
  }
  return { betas, version, headers };
}
