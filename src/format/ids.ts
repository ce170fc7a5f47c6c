import { WaymarkError } from "./errors.ts";

declare const kind: unique symbol;
type Id<K extends string> = string & { readonly [kind]?: K };

export type SessionId = Id<"session">;
export type TabId = Id<"tab">;

/** Every id, everywhere: 1 to 128 of these characters. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

export function isId(value: unknown): value is string {
  return typeof value === "string" && ID_PATTERN.test(value);
}

/** Throws `invalid-id` unless `value` is an id. Called at every door. */
export function assertId(value: unknown, what: string): asserts value is string {
  if (!isId(value)) {
    const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : typeof value;
    throw new WaymarkError(
      "invalid-id",
      `${what} ${shown} is not valid: use 1 to 128 letters, digits, "-" or "_".`,
    );
  }
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

/**
 * A new session id: 10 characters of time, 16 of randomness (Crockford base 32, as in the ULID
 * spec), so that ids sort by creation time.
 */
export function newSessionId(now: number, random: Uint8Array): SessionId {
  let time = "";
  for (let rest = now, i = 0; i < TIME_CHARS; i++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let tail = "";
  for (let i = 0; i < RANDOM_CHARS; i++) tail += ALPHABET[(random[i] ?? 0) % 32];
  return time + tail;
}
