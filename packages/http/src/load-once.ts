// Modules that are loaded when they are needed first.

/**
 * Keeps what `load` answered. A failure is forgotten: the next one who asks may have more luck, with a chunk that could not
 * be fetched, say.
 */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    if (loading) return loading;
    const begun = load();
    loading = begun;
    begun.catch(() => {
      loading = undefined;
    });
    return begun;
  };
}
