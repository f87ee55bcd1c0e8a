// Who asks: a bearer key, or AWS credentials that sign each request.
import { type CallContext, type Environment, EventHub, type EventSource, KitError } from '@kit/core';
import { type ApiKey, type Auth, bearerAuth, type Grant, readEnvironment, type SignableRequest } from '@kit/http';
import {
  type AwsCredentials,
  type AwsCredentialsSource,
  type CredentialsHolder,
  checked,
  holdCredentials,
} from './credentials.ts';
import type { signRequest } from './sign-request.ts';
import { type VendorClock, vendorClock } from './vendor-clock.ts';

export interface IdentityOptions {
  readonly apiKey?: ApiKey;
  readonly credentials?: AwsCredentialsSource;
  readonly profile?: string;
}

/** What all services of one provider share: who asks, and the vendor's clock. */
export interface Identity {
  readonly clock: VendorClock;
  readonly holder: CredentialsHolder;
  /** Bearer keys need none: it is loaded with the first request that is signed. */
  readonly signer: () => Promise<typeof signRequest>;
  readonly bearer: Auth;
  /** Keys that cool down, credentials that are renewed. */
  readonly events: EventSource;
  /** Whether this call goes with a bearer key. */
  usesBearer(context: Pick<CallContext, 'credentials'>): boolean;
}

const variable = 'AWS_BEARER_TOKEN_BEDROCK';

/** Ids are no secrets, but say more than a log needs. */
const labelOf = (accessKeyId: string) => `access key …${accessKeyId.slice(-4)}`;

/** What is given explicitly comes first, then the environment's bearer key, then its credentials. */
export function bedrockIdentity({ apiKey, credentials, profile }: IdentityOptions): Identity {
  let configured: boolean | undefined;
  let sign: typeof signRequest | undefined;
  const bearer = bearerAuth({ apiKey, environment: [variable], owner: 'Amazon Bedrock' });
  const events = new EventHub([bearer.events]);
  const renewed = ({ accessKeyId, expiration }: AwsCredentials) =>
    events.emit('token-refresh', {
      credential: labelOf(accessKeyId),
      ...(expiration && { expiresAt: expiration.getTime() }),
    });
  return {
    clock: vendorClock(),
    holder: holdCredentials(credentials, profile, renewed),
    async signer() {
      sign ??= (await import('./sign-request.ts')).signRequest;
      return sign;
    },
    bearer,
    events,
    usesBearer(context) {
      if (context.credentials) return context.credentials.apiKey !== undefined;
      return (configured ??=
        apiKey !== undefined || (credentials === undefined && readEnvironment(variable) !== undefined));
    },
  };
}

/** The identity towards one service in one region. Per-call credentials: `{ apiKey }`, or AWS credentials. */
export function bedrockAuth(
  identity: Identity,
  scope: { readonly region: string | undefined; readonly service: string },
): Auth {
  return {
    acquire(context) {
      if (identity.usesBearer(context)) return identity.bearer.acquire(context);
      if (context.credentials) return signing(checked(context.credentials, 'call option `credentials`'), context);
      const credentials = identity.holder.get(context.environment.now());
      if (!(credentials instanceof Promise)) return signing(credentials, context);
      return credentials.then((answer) => signing(answer, context));
    },
    events: identity.events,
  };

  function signing(credentials: AwsCredentials, context: CallContext): Grant {
    const { clock, holder, signer } = identity;
    const { environment } = context;
    const { region, service } = scope;
    if (region === undefined) {
      throw new KitError('config', 'bedrock(): signatures name a region: set the option `region` or AWS_REGION.', {
        field: 'region',
      });
    }
    const ownHolder = context.credentials ? undefined : holder;
    return new SigningGrant({ credentials, holder: ownHolder, signer, clock, environment, region, service });
  }
}

interface Signing {
  readonly credentials: AwsCredentials;
  /** Undefined for credentials that the call brought. */
  readonly holder: CredentialsHolder | undefined;
  readonly signer: Identity['signer'];
  readonly clock: VendorClock;
  readonly environment: Environment;
  readonly region: string;
  readonly service: string;
}

/** AWS credentials that sign one request, by the vendor's clock as it was known then. */
class SigningGrant implements Grant {
  readonly label: string;
  readonly alternatives: boolean;
  readonly #signing: Signing;
  readonly #skewMs: number;

  constructor(signing: Signing) {
    this.label = labelOf(signing.credentials.accessKeyId);
    this.alternatives = signing.holder?.renewable === true;
    this.#signing = signing;
    this.#skewMs = signing.clock.skewMs;
  }

  async apply(request: SignableRequest): Promise<void> {
    const { credentials, signer, environment, region, service } = this.#signing;
    const sign = await signer();
    return sign(request, credentials, { region, service, nowMs: environment.now() + this.#skewMs });
  }

  settle({ error }: { readonly error?: KitError }): void {
    const { credentials, holder } = this.#signing;
    if (error?.code === 'authentication') holder?.drop(credentials);
  }

  /** Read after a refusal: by then the vendor may have told its time. */
  get renewable(): boolean {
    return this.alternatives || this.#signing.clock.skewMs !== this.#skewMs;
  }
}
