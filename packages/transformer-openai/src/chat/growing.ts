/** A value whose fields are set one by one: cheaper than spreading each into a literal, and it is done for every answer. */
export type Growing<T> = { -readonly [Field in keyof T]: T[Field] };
