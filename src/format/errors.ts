/** What went wrong, in words that programs may switch on. The CLI and the server map them to exit codes and statuses. */
export type ErrorCode =
  | "invalid-input"
  | "invalid-id"
  | "not-found"
  | "conflict"
  | "deleted"
  | "from-the-future"
  | "damaged"
  | "quota"
  | "not-allowed"
  | "refused"
  | "network"
  | "cancelled"
  | "unsupported";

/** The one error base. The message says what happened and what to do next. */
export class WaymarkError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "WaymarkError";
    this.code = code;
  }
}

/** The message of anything thrown, for a log line or a sentence on screen. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
