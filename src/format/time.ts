import { WaymarkError } from "./errors.ts";

/** `83000` -> `1:23`, `3723000` -> `1:02:03`. Negative offsets clamp to 0. */
export function formatOffset(offsetMs: number): string {
  const total = Math.max(0, Math.floor(offsetMs / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, "0");
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${minutes}:${seconds}`;
}

/** Reads `83000ms`, `83s`, `1.5s`, `01:23`, `1:02:03` or plain `83000` (milliseconds). Throws `invalid-input`. */
export function parseOffset(text: string): number {
  const plain = /^(\d+)(?:ms)?$/.exec(text);
  if (plain) return Number(plain[1]);
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text);
  if (seconds) return Math.round(Number(seconds[1]) * 1000);
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$/.exec(text);
  if (clock && Number(clock[2]) < 60 + (clock[1] ? 0 : Infinity) && Number(clock[3]) < 60) {
    return Math.round(
      (Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000,
    );
  }
  throw new WaymarkError(
    "invalid-input",
    `"${text}" is not a time. Write 83000ms, 83s, 01:23 or 1:02:03.`,
  );
}

/** The latest moment that a Date can hold, in epoch milliseconds. */
export const LATEST_AT = 8.64e15;

/** ISO 8601; "" for a time that no Date can hold. */
export function isoTime(at: number): string {
  return Math.abs(at) <= LATEST_AT ? new Date(at).toISOString() : "";
}
