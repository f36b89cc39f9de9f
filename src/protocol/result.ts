/** The outcome of something that may be refused. A refusal is a value with a reason code, never an exception. */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const fail = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/** Marks a branch the compiler has proved empty; throws if the proof was wrong. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
