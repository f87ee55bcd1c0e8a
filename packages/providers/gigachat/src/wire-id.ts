/** The wire's name on opaque data; both contracts know the same state ids. */
export const wireId = 'gigachat';
