// A grant with something added: strategies that build on others.
import type { Grant, SignableRequest } from './auth.ts';

/** The grant with some of its members replaced. Grants may be classes, whose members a copy would lose. */
export function changedGrant(grant: Grant, change: Partial<Grant>): Grant {
  return new ChangedGrant(grant, change);
}

class ChangedGrant implements Grant {
  readonly #grant: Grant;
  readonly #change: Partial<Grant>;

  constructor(grant: Grant, change: Partial<Grant>) {
    this.#grant = grant;
    this.#change = change;
  }

  get label(): string | undefined {
    return this.#change.label ?? this.#grant.label;
  }

  get account(): string | undefined {
    return this.#change.account ?? this.#grant.account;
  }

  get renewable(): boolean {
    return this.#change.renewable ?? this.#grant.renewable ?? false;
  }

  get alternatives(): boolean {
    return this.#change.alternatives ?? this.#grant.alternatives ?? false;
  }

  apply(request: SignableRequest): ReturnType<Grant['apply']> {
    return this.#change.apply ? this.#change.apply(request) : this.#grant.apply(request);
  }

  settle(outcome: Parameters<NonNullable<Grant['settle']>>[0]): void {
    if (this.#change.settle) this.#change.settle(outcome);
    else this.#grant.settle?.(outcome);
  }
}
