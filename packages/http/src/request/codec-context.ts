// What encoders and decoders may know of a call.
import type { CallContext, CodecContext, Environment, FailureEvidence, KitError, Operation, Origin } from '@kit/core';

export interface CodecSources {
  readonly operation: Operation;
  readonly provider: string;
  readonly vendor: string;
  readonly endpoint: string;
  readonly context: CallContext;
  readonly account: string | undefined;
  readonly model: string | undefined;
  readonly readFailure: (evidence: FailureEvidence) => KitError;
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
  reply: Pick<FailureEvidence, 'status' | 'headers'> = { status: 200, headers: {} };
  readonly #readFailure: (evidence: FailureEvidence) => KitError;

  constructor({ operation, provider, vendor, endpoint, context, account, model, readFailure }: CodecSources) {
    this.operation = operation;
    this.provider = provider;
    this.vendor = vendor;
    this.origin = {
      provider,
      endpoint,
      ...(account !== undefined && { account }),
      ...(model !== undefined && { model }),
    };
    this.strict = context.strict ?? false;
    this.raw = context.raw ?? false;
    this.environment = context.environment;
    this.#readFailure = readFailure;
  }

  // An own property: decoders may take it apart from the context.
  readonly failure = (evidence: Partial<FailureEvidence> & { readonly body: unknown }): KitError =>
    this.#readFailure({ ...this.reply, ...evidence });
}
