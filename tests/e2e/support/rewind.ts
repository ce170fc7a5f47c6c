/** As in src/extension/rewind.ts, which imports what only an extension has. */
export const SEAL_AFTER_MS = 15_000;
