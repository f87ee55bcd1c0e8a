// Auth by `authorization: Basic <user:password>`.
import { KitError } from '@kit/core';
import { bytesToBase64 } from '@kit/wire';
import type { Auth, Grant } from './auth.ts';
import { readEnvironment } from './read-environment.ts';

export interface BasicAuthOptions {
  readonly username?: string;
  readonly password?: string;
  /** Environment variables for those. */
  readonly environment?: { readonly username?: string; readonly password?: string };
  /** Who asks, for messages. */
  readonly owner?: string;
}

/** Per-call credentials: `{ username, password }`. @throws KitError `authentication` when there is none, `config` for a colon in the user's name. */
export function basicAuth(options: BasicAuthOptions): Auth {
  const { environment = {} } = options;
  const read = (name: string | undefined) => (name === undefined ? undefined : readEnvironment(name));
  let known: Grant | undefined;
  return {
    acquire({ credentials }) {
      if (credentials) return basicGrant(credentials.username, credentials.password, options);
      return (known ??= basicGrant(
        options.username ?? read(environment.username),
        options.password ?? read(environment.password),
        options,
      ));
    },
  };
}

function basicGrant(username: unknown, password: unknown, { environment = {}, owner }: BasicAuthOptions): Grant {
  if (typeof username !== 'string' || typeof password !== 'string') {
    const variables = [environment.username, environment.password].filter((name) => name !== undefined);
    const alternative = variables.length > 0 ? `, or the environment variables ${variables.join(' and ')}` : '';
    throw new KitError(
      'authentication',
      `${owner ?? 'This provider'} needs a user: set the options \`username\` and \`password\`${alternative}.`,
      { field: 'username' },
    );
  }
  if (username.includes(':'))
    throw new KitError('config', '`username` must not contain a colon.', { field: 'username' });
  const value = `Basic ${bytesToBase64(new TextEncoder().encode(`${username}:${password}`))}`;
  return {
    label: 'user',
    apply(request) {
      request.headers.authorization = value;
    },
  };
}
