// A pool of credentials: chooses one for each request and remembers which ones are of no use for a while.
import { type CallContext, type ErrorCode, EventHub, type EventSource, KitError } from '@kit/core';
import type { Auth, Grant } from './auth.ts';
import { changedGrant } from './changed-grant.ts';
import { credentialLabel } from './credential-label.ts';
import type { PlaceKey } from './key-auth.ts';

export type PoolStrategy = 'round-robin' | 'weighted' | 'least-used' | 'failover';

export interface PoolMember {
  readonly apiKey?: string;
  /** Instead of a key: any other strategy, a token exchange for instance. */
  readonly auth?: Auth;
  /** Shown in traces and errors, and wanted by `hints.credential`. The key's last characters if absent. */
  readonly label?: string;
  /** The vendor's account that it belongs to, where several members share one. The pool's, else the label. */
  readonly account?: string;
  /** Share of the requests under `weighted`. Default 1. */
  readonly weight?: number;
}

export interface CredentialPoolOptions {
  readonly keys?: readonly string[];
  readonly members?: readonly PoolMember[];
  /** Set where all members belong to one account of the vendor: opaque data (encrypted reasoning) then goes back to any. */
  readonly account?: string;
  /**
   * `round-robin` (default): in turn; `weighted`: by chance, in proportion; `least-used`: the one with the fewest requests
   * under way, then the fewest at all; `failover`: the first that is usable.
   */
  readonly strategy?: PoolStrategy;
  /** First pause of a key after a rate limit, in milliseconds; doubles with each further one. Default 1,000. */
  readonly baseCooldownMs?: number;
  /** Longest of those pauses. What the vendor itself asks for is obeyed beyond it. Default 60,000. */
  readonly maxCooldownMs?: number;
  /** How long a key is set aside after authentication, permission, billing or quota failures. Default 10 minutes. */
  readonly setAsideMs?: number;
}

/** What a pool says of one of its members. */
export interface PoolMemberStats {
  readonly label: string;
  readonly state: 'ready' | 'cooling' | 'set-aside';
  /** Milliseconds since the epoch; absent when ready. */
  readonly availableAt?: number;
  readonly requests: number;
  readonly underWay: number;
  readonly failures: number;
}

interface Member {
  readonly label: string;
  readonly account: string | undefined;
  readonly weight: number;
  readonly key: (() => string) | undefined;
  readonly auth: Auth | undefined;
  requests: number;
  underWay: number;
  failures: number;
  /** Rate limits in a row. */
  strikes: number;
  availableAt: number;
  state: 'ready' | 'cooling' | 'set-aside';
  reason: KitError | undefined;
}

/** Failures that speak of the key's account, not of the request. */
const accountFailures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'authentication',
  'permission',
  'billing',
  'quota',
]);

/** @see credentialPool */
export class CredentialPool implements Auth {
  readonly #hub = new EventHub();
  readonly #members: readonly Member[];
  readonly #strategy: PoolStrategy;
  readonly #options: CredentialPoolOptions;
  #turn = 0;

  constructor(options: CredentialPoolOptions) {
    const { keys = [], members = [], strategy = 'round-robin' } = options;
    const { account } = options;
    const given = [...keys.map((apiKey): PoolMember => ({ apiKey })), ...members].map((member) => ({
      ...member,
      account: member.account ?? account,
    }));
    if (given.length === 0)
      throw new KitError('config', 'credentialPool: `keys` or `members` must name at least one credential.', {
        field: 'keys',
      });
    this.#members = given.map(memberOf);
    this.#strategy = strategy;
    this.#options = options;
  }

  /** `key-cooldown` for every pause. */
  get events(): EventSource {
    return this.#hub;
  }

  get stats(): readonly PoolMemberStats[] {
    return this.#members.map(({ label, state, availableAt, requests, underWay, failures }) => ({
      label,
      state,
      ...(state !== 'ready' && { availableAt }),
      requests,
      underWay,
      failures,
    }));
  }

  /**
   * Borrows a credential. `hints.credential` asks for the one with that label; files and sessions of a vendor often belong
   * to an account. Keys are placed as bearer tokens unless `place` says otherwise.
   * @throws KitError when none is usable: `rate-limit` with the time until the first is, or the failure that set all aside.
   */
  acquire(context: CallContext, place: PlaceKey = asBearer): Grant | Promise<Grant> {
    const member = this.#choose(context);
    member.requests++;
    member.underWay++;
    let settled = false;
    const settle: NonNullable<Grant['settle']> = ({ error }) => {
      if (settled) return;
      settled = true;
      member.underWay--;
      this.#learn(member, error, context);
    };
    const { key, auth, label, account } = member;
    const alternatives = this.#members.length > 1;
    if (key) return { label, account, apply: (request) => place(request, key()), settle, alternatives };
    return delegated(auth as Auth, { context, label, account, settle, alternatives });
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ auth }) => auth?.close?.()));
  }

  #choose(context: CallContext): Member {
    const nowMs = context.environment.now();
    for (const member of this.#members)
      if (member.state !== 'ready' && member.availableAt <= nowMs) member.state = 'ready';
    const wanted = context.hints?.credential;
    const eligible = wanted === undefined ? this.#members : this.#members.filter(({ label }) => label === wanted);
    if (eligible.length === 0) {
      throw new KitError(
        'config',
        `No credential of the pool is called "${String(wanted)}". There are: ${this.#members.map(({ label }) => label).join(', ')}.`,
        { field: 'hints.credential' },
      );
    }
    const ready = eligible.filter(({ state }) => state === 'ready');
    if (ready.length === 0) throw exhausted(eligible, nowMs);
    return this.#pick(ready, context);
  }

  #pick(ready: readonly Member[], context: CallContext): Member {
    switch (this.#strategy) {
      case 'failover':
        return ready[0] as Member;
      case 'round-robin':
        return this.#next(ready);
      case 'weighted':
        return byWeight(ready, context.environment.random());
      case 'least-used':
        return ready.reduce((best, member) => (isLessUsed(member, best) ? member : best));
    }
  }

  /** The first ready one from the place where the last turn ended. */
  #next(ready: readonly Member[]): Member {
    for (let step = 0; ; step++) {
      const at = (this.#turn + step) % this.#members.length;
      const member = this.#members[at] as Member;
      if (!ready.includes(member)) continue;
      this.#turn = at + 1;
      return member;
    }
  }

  #learn(member: Member, error: KitError | undefined, context: CallContext): void {
    if (!error) {
      member.strikes = 0;
      return;
    }
    member.failures++;
    const { baseCooldownMs = 1_000, maxCooldownMs = 60_000, setAsideMs = 600_000 } = this.#options;
    if (error.code === 'rate-limit') {
      const backOffMs = Math.min(maxCooldownMs, baseCooldownMs * 2 ** member.strikes);
      member.strikes++;
      this.#pause(member, 'cooling', error.retryAfterMs ?? backOffMs, { error, context });
    } else if (accountFailures.has(error.code)) {
      this.#pause(member, 'set-aside', Math.max(setAsideMs, error.retryAfterMs ?? 0), { error, context });
    }
  }

  #pause(
    member: Member,
    state: 'cooling' | 'set-aside',
    cooldownMs: number,
    { error, context }: { error: KitError; context: CallContext },
  ): void {
    const availableAt = context.environment.now() + cooldownMs;
    // Requests that were under way together tell of the same limit; the longest pause counts.
    if (member.state !== 'ready' && member.availableAt >= availableAt) return;
    member.state = state;
    member.availableAt = availableAt;
    member.reason = error;
    this.#hub.emit('key-cooldown', { credential: member.label, cooldownMs, error, requestId: context.requestId });
  }
}

/**
 * Several credentials as one: a provider's `apiKey`, or its whole auth where members are strategies.
 *
 * A rate limit lets a key rest (1 s, doubling to 60 s, or as long as the vendor says); an authentication, permission,
 * billing or quota failure sets it aside for ten minutes. The pool chooses; whether the call is made again is up to retry.
 *
 * @example
 * openai({ apiKey: credentialPool({ keys: [first, second], strategy: 'least-used' }) })
 */
export function credentialPool(options: CredentialPoolOptions): CredentialPool {
  return new CredentialPool(options);
}

function memberOf({ apiKey, auth, label, account, weight = 1 }: PoolMember, at: number): Member {
  if ((apiKey === undefined || apiKey === '') === (auth === undefined)) {
    throw new KitError('config', `credentialPool: member ${at + 1} must have either an \`apiKey\` or an \`auth\`.`, {
      field: `members[${at}]`,
    });
  }
  if (apiKey !== undefined && /[^\x21-\x7e]/.test(apiKey)) {
    throw new KitError(
      'config',
      `credentialPool: the key of member ${at + 1} contains white space or characters that no key has.`,
      { field: `members[${at}].apiKey` },
    );
  }
  if (!(weight > 0))
    throw new KitError('config', `credentialPool: the weight of member ${at + 1} must be above 0.`, {
      field: `members[${at}].weight`,
    });
  return {
    label: label ?? (apiKey === undefined ? `credential ${at + 1}` : numbered(credentialLabel(apiKey), at)),
    account,
    weight,
    key: apiKey === undefined ? undefined : () => apiKey,
    auth,
    requests: 0,
    underWay: 0,
    failures: 0,
    strikes: 0,
    availableAt: 0,
    state: 'ready',
    reason: undefined,
  };
}

/** Short keys show nothing of themselves, so that they need numbers. */
const numbered = (label: string, at: number) => (label === 'key' ? `key ${at + 1}` : label);

function isLessUsed(member: Member, than: Member): boolean {
  return member.underWay === than.underWay ? member.requests < than.requests : member.underWay < than.underWay;
}

function byWeight(ready: readonly Member[], random: number): Member {
  let left = random * ready.reduce((sum, { weight }) => sum + weight, 0);
  for (const member of ready) {
    left -= member.weight;
    if (left < 0) return member;
  }
  return ready.at(-1) as Member;
}

function exhausted(members: readonly Member[], nowMs: number): KitError {
  const cooling = members.filter(({ state }) => state === 'cooling');
  const first = (cooling.length > 0 ? cooling : members).reduce((best, member) =>
    member.availableAt < best.availableAt ? member : best,
  );
  const retryAfterMs = Math.max(0, Math.ceil(first.availableAt - nowMs));
  if (cooling.length > 0)
    return new KitError(
      'rate-limit',
      `All ${members.length} credentials are cooling down or set aside; the first is free in ${retryAfterMs} ms.`,
      { retryAfterMs },
    );
  const { code = 'authentication', message = '' } = first.reason ?? {};
  return new KitError(code, `All ${members.length} credentials are set aside. The last reason: ${message}`, {
    retryAfterMs,
    retry: 'other-provider',
    cause: first.reason,
  });
}

function delegated(
  auth: Auth,
  {
    context,
    label,
    account,
    settle,
    alternatives,
  }: Required<Pick<Grant, 'label' | 'settle' | 'alternatives'>> & Pick<Grant, 'account'> & { context: CallContext },
): Grant | Promise<Grant> {
  const wrap = (grant: Grant): Grant =>
    changedGrant(grant, {
      label,
      account,
      alternatives,
      settle(outcome) {
        grant.settle?.(outcome);
        settle(outcome);
      },
    });
  const failed = (error: unknown): never => {
    settle({ ...(error instanceof KitError && { error }) });
    throw error;
  };
  try {
    const grant = auth.acquire(context);
    return grant instanceof Promise ? grant.then(wrap, failed) : wrap(grant);
  } catch (error) {
    return failed(error);
  }
}

const asBearer: PlaceKey = (request, key) => {
  request.headers.authorization = `Bearer ${key}`;
};
