import type { StoreLimits } from "../../store/session-store.ts";
import { optionsStrings } from "./strings/options.ts";

export const SIZE_UNITS = { MB: 1_000_000, GB: 1_000_000_000 } as const;
export type SizeUnit = keyof typeof SIZE_UNITS;
const DAY_MS = 86_400_000;

export const RETENTION_FIELDS = ["sessions", "size", "days"] as const;
export type RetentionField = (typeof RETENTION_FIELDS)[number];

/** What stands in the form; "" is no limit. */
export interface RetentionTexts {
  sessions: string;
  size: string;
  unit: SizeUnit;
  days: string;
}

export type ParsedRetention =
  | { ok: true; limits: StoreLimits }
  | { ok: false; field: RetentionField; sentence: string };

/** Limits as they are stored, or the first field that is wrong and why. */
export function parseRetention(texts: RetentionTexts): ParsedRetention {
  const limits: StoreLimits = {};
  const sessions = texts.sessions.trim();
  if (sessions !== "") {
    if (!/^[1-9]\d{0,6}$/.test(sessions)) return wrong("sessions");
    limits.maxSessions = Number(sessions);
  }
  const size = texts.size.trim().replace(",", ".");
  if (size !== "") {
    if (!/^\d{1,6}(\.\d{1,3})?$/.test(size) || Number(size) === 0) return wrong("size");
    limits.maxBytes = Math.round(Number(size) * SIZE_UNITS[texts.unit]);
  }
  const days = texts.days.trim();
  if (days !== "") {
    if (!/^[1-9]\d{0,4}$/.test(days)) return wrong("days");
    limits.maxAgeMs = Number(days) * DAY_MS;
  }
  return { ok: true, limits };
}

function wrong(field: RetentionField): ParsedRetention {
  return { ok: false, field, sentence: optionsStrings.retentionBad[field] };
}

/** The texts for stored limits; what a form wrote comes back as it was typed. */
export function showRetention({ maxSessions, maxBytes, maxAgeMs }: StoreLimits): RetentionTexts {
  const unit: SizeUnit = maxBytes !== undefined && maxBytes % SIZE_UNITS.GB === 0 ? "GB" : "MB";
  return {
    sessions: maxSessions === undefined ? "" : String(maxSessions),
    size: maxBytes === undefined ? "" : String(maxBytes / SIZE_UNITS[unit]),
    unit,
    days: maxAgeMs === undefined ? "" : String(maxAgeMs / DAY_MS),
  };
}
