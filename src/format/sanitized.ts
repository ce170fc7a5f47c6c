/**
 * A value that gate 2 has passed. Every sink (store, upload, export) accepts nothing else, so the
 * compiler keeps unmasked data off disk and network (rule P1).
 *
 * Two doors make one, and a wall check holds both: `src/privacy` mints it, and a storage driver
 * says `readBack` of what it itself was handed as sanitized earlier.
 */
export type Sanitized<T> = T & Passed;

/** A private member, because spreading drops those: a changed copy of what passed has not passed. */
declare class Passed {
  private readonly gate2: true;
}

/** For storage drivers only: what a store returns was sanitized when it was put in. */
export function readBack<T>(value: T): Sanitized<T> {
  return value as Sanitized<T>;
}
