import type { ErrorCode } from "../src/format/errors.ts";

/** What scripts may rely on. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  invalidInput: 4,
  notAllowed: 5,
  network: 6,
  /** Answered, but not wholly: a record was damaged, a limit cut the answer. */
  inPart: 7,
} as const;

export const EXIT_OF: Readonly<Record<ErrorCode, number>> = {
  "invalid-input": EXIT.invalidInput,
  "invalid-id": EXIT.invalidInput,
  "from-the-future": EXIT.invalidInput,
  damaged: EXIT.invalidInput,
  conflict: EXIT.invalidInput,
  "not-found": EXIT.notFound,
  deleted: EXIT.notFound,
  "not-allowed": EXIT.notAllowed,
  refused: EXIT.notAllowed,
  network: EXIT.network,
  quota: EXIT.unexpected,
  cancelled: EXIT.unexpected,
  unsupported: EXIT.unexpected,
};
