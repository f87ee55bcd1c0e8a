// AWS credentials: given, from the environment, or from AWS's own chain.
import { KitError } from '@kit/core';
import { readEnvironment } from '@kit/http';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
  /** When temporary credentials end; they are asked for anew five minutes before. */
  readonly expiration?: Date;
}

/**
 * Credentials, a function that answers them (any provider of `@aws-sdk/credential-providers` is one), or `'chain'`:
 * environment, shared files and SSO, web identity, container, instance. The chain needs `@aws-sdk/credential-providers`.
 */
export type AwsCredentialsSource = AwsCredentials | (() => AwsCredentials | Promise<AwsCredentials>) | 'chain';

/** Credentials and where they are in their life. */
export interface CredentialsHolder {
  get(nowMs: number): AwsCredentials | Promise<AwsCredentials>;
  /** Forgets what was answered, because the vendor refused it. */
  drop(refused: AwsCredentials): void;
  /** Whether asking again may bring others. */
  readonly renewable: boolean;
}

const earlyMs = 5 * 60_000;

export function holdCredentials(
  source: AwsCredentialsSource | undefined,
  profile: string | undefined,
  renewed: (credentials: AwsCredentials) => void,
): CredentialsHolder {
  if (source === undefined) return { get: () => fromEnvironment(), drop() {}, renewable: false };
  if (typeof source === 'object') {
    const credentials = checked(source, 'option `credentials`');
    return { get: () => credentials, drop() {}, renewable: false };
  }
  const ask = source === 'chain' ? chain(profile) : async () => source();
  let held: AwsCredentials | undefined;
  let asking: Promise<AwsCredentials> | undefined;
  return {
    renewable: true,
    get(nowMs) {
      const ends = held?.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      if (held && ends - earlyMs > nowMs) return held;
      // One question at a time, however many calls wait for the answer.
      asking ??= ask()
        .then((answer) => {
          held = checked(answer, 'function `credentials`');
          renewed(held);
          return held;
        })
        .finally(() => (asking = undefined));
      return asking;
    },
    drop(refused) {
      if (held === refused) held = undefined;
    },
  };
}

/** What a call brings, or what a function answers. @throws KitError that never shows it. */
export function checked(value: unknown, from: string): AwsCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = (value ?? {}) as Partial<AwsCredentials>;
  if (!isText(accessKeyId) || !isText(secretAccessKey) || (sessionToken !== undefined && !isText(sessionToken))) {
    const shape = '{ accessKeyId, secretAccessKey, sessionToken? }';
    throw new KitError('authentication', `Amazon Bedrock: the ${from} must give ${shape}, each a string.`, {
      field: 'credentials',
    });
  }
  return { accessKeyId, secretAccessKey, sessionToken, expiration: dateOf(expiration) };
}

/** Header values: a line break is what a key that was read from a file often ends with. */
const isText = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);

function dateOf(value: unknown): Date | undefined {
  const date = value instanceof Date ? value : typeof value === 'string' ? new Date(value) : undefined;
  return date && Number.isFinite(date.getTime()) ? date : undefined;
}

export function hasEnvironmentCredentials(): boolean {
  return readEnvironment('AWS_ACCESS_KEY_ID') !== undefined && readEnvironment('AWS_SECRET_ACCESS_KEY') !== undefined;
}

/** @throws KitError `authentication` that says where credentials can come from. */
function fromEnvironment(): AwsCredentials {
  if (!hasEnvironmentCredentials()) {
    throw new KitError(
      'authentication',
      'Amazon Bedrock needs credentials: set the option `apiKey` or `credentials`, the environment variable ' +
        'AWS_BEARER_TOKEN_BEDROCK, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the call option `credentials`. ' +
        "Profiles, SSO and roles are found by `credentials: 'chain'`.",
      { field: 'credentials' },
    );
  }
  return checked(
    {
      accessKeyId: readEnvironment('AWS_ACCESS_KEY_ID'),
      secretAccessKey: readEnvironment('AWS_SECRET_ACCESS_KEY'),
      sessionToken: readEnvironment('AWS_SESSION_TOKEN'),
    },
    'environment',
  );
}

/** The chain is loaded when it is asked first. */
function chain(profile: string | undefined): () => Promise<AwsCredentials> {
  let provide: (() => Promise<AwsCredentials>) | undefined;
  return async () => {
    provide ??= await (await import('./credential-chain.ts')).credentialChain(profile);
    return provide();
  };
}
