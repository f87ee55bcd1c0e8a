// A store that takes its time: what happens between the question and its answer can be tested.

interface Reserving {
  reserve(wanted: never): Promise<unknown>;
}

/** The store as a shared one, which reserves nothing until `answer` is called; one reservation at a time. */
export function slowStore<S extends Reserving>(inner: S): { readonly store: S; readonly answer: () => void } {
  let open = () => {};
  const reserve = async (wanted: never): Promise<unknown> => {
    await new Promise<void>((resolve) => {
      open = resolve;
    });
    return inner.reserve(wanted);
  };
  return { store: { ...inner, name: 'slow', shared: true, reserve }, answer: () => open() };
}
