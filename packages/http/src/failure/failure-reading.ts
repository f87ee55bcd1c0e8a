// Reads failures: what the vendor told, without what must not be shown.
import {
  type CallContext,
  type ErrorTable,
  type FailureEvidence,
  KitError,
  type KitErrorOptions,
  type TransportRequest,
  type TransportResponse,
  type WireRequest,
} from '@kit/core';
import { HttpReply } from '../reply/http-reply.ts';
import { addedNames } from '../request/added-names.ts';
import type { OperationPlan } from '../request/plan.ts';
import { readExplanation } from './read-explanation.ts';
import { readFailure } from './read-failure.ts';
import { secretsOf } from './redact.ts';

/** Error bodies are read up to here. */
const MAX_ERROR_BYTES = 1024 * 1024;

/** What is known of the attempt that failed. */
export interface FailedAttempt {
  readonly context: CallContext;
  readonly plan: OperationPlan;
  /** What was sent; undefined where nothing was, or nothing of it can be quoted. */
  readonly sent: Pick<TransportRequest, 'url' | 'headers'> | undefined;
  /** The headers of it that the encoder made. */
  readonly ownHeaders: WireRequest['headers'];
  readonly known: KitErrorOptions;
  /** Whether there is another credential that may do better. */
  readonly alternatives: boolean;
}

export class FailureReading {
  readonly #name: string;
  readonly #errors: ErrorTable | undefined;

  constructor(name: string, errors: ErrorTable | undefined) {
    this.#name = name;
    this.#errors = errors;
  }

  /** What the vendor told, as its error table reads it. */
  read(evidence: FailureEvidence, { context, plan, sent, ownHeaders, known, alternatives }: FailedAttempt): KitError {
    return readFailure(evidence, {
      errors: this.#errors,
      name: this.#name,
      nowMs: context.environment.now(),
      secrets: sent ? secretsOf(sent, addedNames(sent.headers, ownHeaders, plan, context)) : [],
      known,
      alternatives,
    });
  }

  /** A response that is no success: its body is read, within bounds. */
  async readResponse(response: TransportResponse, headersMs: number, attempt: FailedAttempt): Promise<KitError> {
    const { context, known } = attempt;
    const { status, headers, body } = response;
    if (status < 400) {
      body.cancel();
      return redirected(response, known);
    }
    const bytes = await readExplanation(body, { context, scope: context.scope, maxBytes: MAX_ERROR_BYTES });
    const reply = new HttpReply({ status, headers, bytes }, { headersMs, totalMs: 0, credential: undefined });
    return this.read({ status, headers, body: reply.body() }, attempt);
  }
}

function redirected({ status, headers }: TransportResponse, known: KitErrorOptions): KitError {
  const { location } = headers;
  let place = 'nowhere';
  try {
    if (location !== undefined)
      place = location.startsWith('/') ? 'another path of the same server' : new URL(location).origin;
  } catch {
    place = 'something that is no URL';
  }
  return new KitError(
    'invalid-response',
    `The server redirects (status ${status}) to ${place}. Redirects are not followed: set \`baseURL\` to where the API is.`,
    { ...known, status, retry: 'other-provider' },
  );
}
