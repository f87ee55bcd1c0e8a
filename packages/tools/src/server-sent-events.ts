// Parts as a web response.

/**
 * Each part as an event, `data: {"type":…}`. Bytes in parts are told by their number only: send
 * files another way. A BigInt, which a schema may make of an input, is told as text.
 */
export function serverSentEvents(
  parts: ReadableStream<{ readonly type: string }>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const encoder = new TextEncoder();
  const reader = parts.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`data: ${JSON.stringify(value, sayable)}\n\n`));
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers },
  });
}

/** What a tool threw may hold anything; it stays here. A `cause` in what it was asked and answered is data. */
function sayable(this: unknown, key: string, value: unknown): unknown {
  const holder = this as Readonly<Record<string, unknown>>;
  const given = holder[key];
  if (given instanceof Uint8Array) return { byteLength: given.byteLength };
  if (typeof value === 'bigint') return String(value);
  const isThrown = key === 'cause' && 'durationMs' in holder && 'result' in holder;
  return isThrown ? undefined : value;
}
