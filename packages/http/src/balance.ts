// The operation `balance`, which is not one of core's: what an account has left, as several vendors tell it.
import {
  type CodecContext,
  type Endpoint,
  KitError,
  type OperationDeclaration,
  type Result,
  type VendorOptions,
} from '@kit/core';

declare module '@kit/core' {
  interface Operations {
    /** What the account has left. */
    balance: { request: BalanceRequest; result: BalanceResponse; optionalRequest: true };
  }
}

export type BalanceRequest = { readonly vendor?: VendorOptions };

export interface BalanceResponse extends Result {
  /** Whether calls are served. */
  readonly available: boolean;
  /** One for each currency. */
  readonly balances: readonly Balance[];
}

export interface Balance {
  /** ISO 4217, where the vendor tells. */
  readonly currency?: string;
  readonly total: number;
  /** The part that was given. */
  readonly granted?: number;
  /** The part that was paid. */
  readonly paid?: number;
}

/** Where a vendor tells it, and how. */
export interface BalanceWire extends Omit<Endpoint<'balance'>, 'method'> {
  /** Undefined for a reply that holds none. */
  readonly read: (body: unknown, context: CodecContext) => Pick<BalanceResponse, 'available' | 'balances'> | undefined;
}

/** `GET` of a path. @throws KitError `invalid-response` for a reply without a balance */
export function balanceOperation({ read, ...endpoint }: BalanceWire): OperationDeclaration<'balance'> {
  return {
    endpoint: { method: 'GET', ...endpoint },
    transformer: {
      encode: () => ({ wire: {}, warnings: [], state: undefined }),
      decode(reply, _, context) {
        const balance = read(reply.json(), context);
        if (balance) return balance;
        throw new KitError('invalid-response', 'The reply holds no balance.', { provider: context.provider });
      },
    },
  };
}
