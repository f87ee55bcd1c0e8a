// The type of a value of which not everything is there yet.

/** Every property may be missing, at any depth; strings and lists may be shorter than they will be. */
export type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;
