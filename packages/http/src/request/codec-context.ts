// What encoders and decoders may know of a call.
import type { CallContext, CodecContext, Environment, FailureEvidence, KitError, Operation, Origin } from '@kit/core';

export interface CodecCall {
  readonly caller: { readonly provider: string; readonly vendor: string };
  readonly operation: Operation;
  readonly model: string | undefined;
  readonly context: CallContext;
}

/** Who knows the vendor's error table, and what must not be shown. */
export interface FailureTeller {
  failure(evidence: FailureEvidence): KitError;
}

export class CallCodec implements CodecContext {
  readonly operation: Operation;
  readonly provider: string;
  readonly vendor: string;
  readonly origin: Omit<Origin, 'wire'>;
  readonly strict: boolean;
  readonly raw: boolean;
  readonly environment: Environment;
  /** Status and headers of the reply, once there is one. */
  reply: Pick<FailureEvidence, 'status' | 'headers'> | undefined = undefined;
  readonly #teller: FailureTeller;

  /** `endpoint` and `account` (the credential's label) say where opaque data comes from. */
  constructor(call: CodecCall, endpoint: string, account: string | undefined, teller: FailureTeller) {
    const { caller, operation, model, context } = call;
    const origin: { -readonly [F in keyof Origin]?: Origin[F] } = { provider: caller.provider, endpoint };
    if (account !== undefined) origin.account = account;
    if (model !== undefined) origin.model = model;
    this.operation = operation;
    this.provider = caller.provider;
    this.vendor = caller.vendor;
    this.origin = origin as Omit<Origin, 'wire'>;
    this.strict = context.strict ?? false;
    this.raw = context.raw ?? false;
    this.environment = context.environment;
    this.#teller = teller;
  }

  // A function of its own: decoders may take it apart from the context.
  get failure() {
    return (evidence: Partial<FailureEvidence> & { readonly body: unknown }): KitError =>
      this.#teller.failure({ status: 200, headers: {}, ...this.reply, ...evidence });
  }
}
