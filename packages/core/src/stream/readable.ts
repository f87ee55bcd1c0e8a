// A WHATWG stream over parts, pulled: nothing is read before somebody asks.

/** `change` turns a part into what the stream carries; parts that it answers with undefined are left out. */
export function readable<Part, Out>(
  iterable: AsyncIterable<Part>,
  change: (part: Part) => Out | undefined,
): ReadableStream<Out> {
  let iterator: AsyncIterator<Part> | undefined;
  const started = () => {
    iterator ??= iterable[Symbol.asyncIterator]();
    return iterator;
  };
  const source = {
    async pull(controller: ReadableStreamDefaultController<Out>): Promise<void> {
      for (;;) {
        const { done, value } = await started().next();
        if (done) return controller.close();
        const out = change(value);
        if (out !== undefined) return controller.enqueue(out);
      }
    },
    async cancel(): Promise<void> {
      await started().return?.();
    },
  };
  return new ReadableStream<Out>(source, { highWaterMark: 0 });
}
