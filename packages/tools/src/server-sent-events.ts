// Parts as a web response.

/** Each part as an event, `data: {"type":…}`. Bytes in parts are told by their number only: send files another way. */
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
      else controller.enqueue(encoder.encode(`data: ${JSON.stringify(value, withoutBytes)}\n\n`));
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers },
  });
}

/** What a tool threw may hold anything; it stays here. */
function withoutBytes(key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { byteLength: value.byteLength };
  return key === 'cause' ? undefined : value;
}
