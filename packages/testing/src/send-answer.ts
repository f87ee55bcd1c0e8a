// Writes an answer to a real connection, with what is to go wrong on the way.
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type AnswerPiece, isStreamType, jsonAnswer, splitEvents } from './answer.ts';
import {
  type DripFault,
  type Fault,
  type FaultPlace,
  faultError,
  faultHeaders,
  isStatusFault,
  type LocatedFault,
  type StatusFault,
} from './faults.ts';

const encoder = new TextEncoder();

/** Resolves when the answer is out, the fault has struck, or the client has gone. */
export async function sendAnswer(response: ServerResponse, answer: Answer, fault?: Fault): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const connection = new Connection(response, gone.signal);
  try {
    if (isStatusFault(fault)) return await sendStatus(connection, fault);
    if (fault?.type === 'drip') return await sendDripping(connection, answer, fault);
    if (fault) return await sendWithFault(connection, answer, fault);
    connection.head(answer);
    for await (const piece of answer.body) await connection.write(piece);
    connection.end();
  } catch (error) {
    // The client went away: the server's business with it is over.
    if (!gone.signal.aborted) throw error;
  }
}

class Connection {
  readonly #response: ServerResponse;
  readonly signal: AbortSignal;

  constructor(response: ServerResponse, signal: AbortSignal) {
    this.#response = response;
    this.signal = signal;
  }

  head({ status, headers }: Pick<Answer, 'status' | 'headers'>): void {
    this.#response.writeHead(status, { ...headers });
    this.#response.flushHeaders();
  }

  /** One write; waits while the client reads too slowly. */
  async write(piece: AnswerPiece): Promise<void> {
    const { data, pauseMs } = piece instanceof Uint8Array ? { data: piece, pauseMs: 0 } : piece;
    if (pauseMs > 0) await wait(pauseMs, undefined, { signal: this.signal });
    this.signal.throwIfAborted();
    if (data.length === 0) return;
    if (!this.#response.write(data))
      await new Promise<void>((resolve) => {
        this.#response.once('drain', resolve);
        this.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    // A turn of the loop, so that two pieces are two packets.
    else await new Promise<void>((resolve) => setImmediate(resolve));
  }

  end(): void {
    this.#response.end();
  }

  cut(): void {
    this.#response.socket?.destroySoon();
  }

  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }

  /** Until the client goes. */
  hang(): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }));
  }
}

async function sendStatus(connection: Connection, fault: StatusFault): Promise<void> {
  const { status, body } = fault;
  const plain = { headers: { 'content-type': 'text/plain' }, body: [encoder.encode(String(body))] };
  const answer =
    typeof body === 'string' ? plain : jsonAnswer(status, body ?? { error: { message: faultError(fault).message } });
  connection.head({ status, headers: { ...answer.headers, ...faultHeaders(fault) } });
  for (const piece of answer.body as readonly AnswerPiece[]) await connection.write(piece);
  connection.end();
}

async function sendDripping(connection: Connection, answer: Answer, { pauseMs, bytes = 1 }: DripFault): Promise<void> {
  connection.head(answer);
  for await (const piece of answer.body) {
    const data = dataOf(piece);
    for (let at = 0; at < data.length; at += bytes)
      await connection.write({ data: data.subarray(at, at + bytes), pauseMs });
  }
  connection.end();
}

const usualPlace: Readonly<Record<LocatedFault['type'], FaultPlace>> = {
  hang: { after: 'request' },
  slow: { after: 'headers' },
  cut: { afterEvents: 1 },
  reset: { after: 'request' },
  malformed: { afterEvents: 1 },
  'error-event': { afterEvents: 0 },
};

async function sendWithFault(connection: Connection, answer: Answer, fault: LocatedFault): Promise<void> {
  const { after, afterEvents, afterBytes } = fault;
  const isPlaced = after !== undefined || afterEvents !== undefined || afterBytes !== undefined;
  const place = isPlaced ? { after, afterEvents, afterBytes } : usualPlace[fault.type];
  const strike = () => strikeOnce(connection, answer, fault);
  if (place.after === 'request' && !(await strike())) return;
  connection.head(answer);
  if (place.after === 'headers' && !(await strike())) return;
  for await (const part of place.after ? answer.body : untilPlace(answer, place)) {
    if (part === 'here') {
      if (!(await strike())) return;
    } else await connection.write(part);
  }
  connection.end();
}

/** True if the answer goes on after it. */
async function strikeOnce(connection: Connection, answer: Answer, fault: LocatedFault): Promise<boolean> {
  switch (fault.type) {
    case 'hang':
      await connection.hang();
      return false;
    case 'slow':
      await connection.write({ data: new Uint8Array(), pauseMs: fault.delayMs });
      return true;
    case 'cut':
      connection.cut();
      return false;
    case 'reset':
      connection.reset();
      return false;
    case 'malformed': {
      const isEvents = (answer.headers['content-type'] ?? '').startsWith('text/event-stream');
      await connection.write(encoder.encode(fault.text ?? (isEvents ? 'data: {"broken":\n\n' : '{"broken":\n')));
      return true;
    }
    case 'error-event': {
      const error = faultError(fault);
      const told = fault.text === undefined ? answer.failure?.(error) : encoder.encode(fault.text);
      await connection.write(
        told ??
          encoder.encode(
            `data: ${JSON.stringify({ error: { message: error.message, type: 'server_error', code: error.code } })}\n\n`,
          ),
      );
      connection.end();
      return false;
    }
  }
}

/** The body, with `here` where the fault is to strike. */
async function* untilPlace(
  answer: Answer,
  { afterEvents, afterBytes = 0 }: FaultPlace,
): AsyncGenerator<AnswerPiece | 'here'> {
  const contentType = answer.headers['content-type'] ?? '';
  let left = afterEvents ?? afterBytes;
  let struck = false;
  for await (const piece of answer.body) {
    let pauseMs = piece instanceof Uint8Array ? 0 : piece.pauseMs;
    const data = dataOf(piece);
    const isCountedByEvents = afterEvents !== undefined && isStreamType(contentType);
    for (const part of isCountedByEvents ? splitEvents(data, contentType) : [data]) {
      const isInside = afterEvents === undefined && left < part.length;
      if (!struck && (left === 0 || isInside)) {
        struck = true;
        yield { data: part.subarray(0, left), pauseMs };
        yield 'here';
        yield part.subarray(left);
        continue;
      }
      yield { data: part, pauseMs };
      pauseMs = 0;
      left -= afterEvents === undefined ? part.length : 1;
    }
  }
  if (!struck) yield 'here';
}

function dataOf(piece: AnswerPiece): Uint8Array {
  return piece instanceof Uint8Array ? piece : piece.data;
}
