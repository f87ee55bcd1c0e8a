/** The Converse wire, as stamped on data that only it understands. */
export const wireId = 'converse';
