// No auth: servers that ask nobody who they are.
import type { Auth, Grant } from './auth.ts';

const nothing: Grant = { apply() {} };

export function noAuth(): Auth {
  return { acquire: () => nothing };
}
