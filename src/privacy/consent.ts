import type { Consent } from "../format/session.ts";

const LONGEST_TEXT = 128;

/**
 * What a page says of a consent: who asked, which text was agreed to, and, where it was remembered,
 * when. Null where it says too little, too much or nothing that is text. A time that is none, or in
 * the future, becomes `now`.
 */
export function readConsent(value: unknown, now: number): Consent | null {
  const { source, version, at } = Object(value) as Record<string, unknown>;
  if (!isShortText(source) || !isShortText(version)) return null;
  const isPast = Number.isSafeInteger(at) && (at as number) > 0 && (at as number) <= now;
  return { source: source.trim(), version: version.trim(), at: isPast ? (at as number) : now };
}

function isShortText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= LONGEST_TEXT;
}
