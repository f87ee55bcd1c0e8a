// What was worked out for one argument, kept for the next call: most programs ask one model.

/** `ask`, a pure function, which is not asked again while its argument stays the same. */
export function lastAnswer<Argument, Answer>(ask: (argument: Argument) => Answer): (argument: Argument) => Answer {
  let last: { readonly argument: Argument; readonly answer: Answer } | undefined;
  return (argument) => {
    if (!last || last.argument !== argument) last = { argument, answer: ask(argument) };
    return last.answer;
  };
}
