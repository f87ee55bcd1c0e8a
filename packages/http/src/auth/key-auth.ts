// Auth with a single secret: where it comes from is decided here, where it goes is each strategy's own.
import { type CallContext, KitError } from '@kit/core';
import type { ApiKey } from '../definition.ts';
import type { Auth, Grant, SignableRequest } from './auth.ts';
import { credentialLabel } from './credential-label.ts';
import { isPool } from './is-pool.ts';
import { readEnvironment } from './read-environment.ts';

export interface KeyAuthOptions {
  /** The key, a function that answers one, or a pool. */
  readonly apiKey?: ApiKey;
  /** Environment variables that may hold the key, the first that is set wins. Read with the first call. */
  readonly environment?: readonly string[];
  /** Field of the call option `credentials` that holds the key. Default `apiKey`. */
  readonly credential?: string;
  /** The option's name, for messages. Default `apiKey`. */
  readonly option?: string;
  /** Who asks, for messages: the vendor's name. */
  readonly owner?: string;
  /** `false` sends the request without a key where there is none: local servers. Default `true`. */
  readonly required?: boolean;
}

/** Puts the key where the vendor wants it. */
export type PlaceKey = (request: SignableRequest, key: string) => void;

/** A strategy for a vendor that wants one secret somewhere. Per-call credentials come first and replace the pool. */
export function keyAuth(options: KeyAuthOptions, place: PlaceKey): Auth {
  const { apiKey, option = 'apiKey', credential = 'apiKey', required = true } = options;
  const grantFor = (key: unknown, from: string): Grant => {
    const checked = checkKey(key, from, options);
    // A function may answer another key when it is asked again.
    const alternatives = typeof apiKey === 'function';
    return { label: credentialLabel(checked), apply: (request) => place(request, checked), alternatives };
  };
  let known: Grant | undefined = typeof apiKey === 'string' ? grantFor(apiKey, `option \`${option}\``) : undefined;
  const pool = isPool(apiKey) ? apiKey : undefined;

  const configured = (context: CallContext): Grant | Promise<Grant> => {
    if (known) return known;
    if (pool) return pool.acquire(context, place);
    if (typeof apiKey === 'function') {
      const key = apiKey();
      return typeof key === 'string'
        ? grantFor(key, `option \`${option}\``)
        : Promise.resolve(key).then((answer) => grantFor(answer, `option \`${option}\``));
    }
    for (const name of options.environment ?? []) {
      const key = readEnvironment(name);
      if (key !== undefined) return (known = grantFor(key, `environment variable ${name}`));
    }
    if (!required) return nothing;
    throw missingKey(options);
  };

  return {
    acquire(context) {
      const { credentials } = context;
      if (!credentials) return configured(context);
      // Whoever brings credentials never gets those of the house, not even where theirs are incomplete.
      const own = credentials[credential];
      if (own === undefined && !required) return nothing;
      return grantFor(own, `call option \`credentials.${credential}\``);
    },
    ...(pool && { events: pool.events }),
  };
}

const nothing: Grant = { apply() {} };

/** The key, if it can be one. @throws KitError that never shows it. */
function checkKey(key: unknown, from: string, options: KeyAuthOptions): string {
  if (key === undefined || key === '') throw missingKey(options);
  if (typeof key !== 'string') {
    throw new KitError('config', `${prefix(options)}The ${from} must give a string.`, {
      field: options.option ?? 'apiKey',
    });
  }
  // Header values: visible characters only. A line break is what a key that was read from a file often ends with.
  if (/[^\x21-\x7e]/.test(key)) {
    throw new KitError(
      'config',
      `${prefix(options)}The key from the ${from} contains white space or characters that no key has; was it copied with its line break?`,
      {
        field: options.option ?? 'apiKey',
      },
    );
  }
  return key;
}

/** @internal The `authentication` error that says where a key can come from. */
export function missingKey({ option = 'apiKey', environment = [], owner }: KeyAuthOptions): KitError {
  const places = [
    `the option \`${option}\``,
    ...environment.map((name) => `the environment variable ${name}`),
    'the call option `credentials`',
  ];
  const last = places.pop();
  return new KitError(
    'authentication',
    `${owner ?? 'This provider'} needs a key: set ${places.join(', ')} or ${last}.`,
    { field: option },
  );
}

const prefix = ({ owner }: KeyAuthOptions) => (owner ? `${owner}: ` : '');
