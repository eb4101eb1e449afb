declare const mark: unique symbol;

/** A value that passed its parser; the brand exists for the compiler alone. */
export type Branded<T, Name extends string> = T & { readonly [mark]: Name };
