import { expect, it } from "vitest";
import { NO_COUNTS, type Session } from "../../../src/format/session.ts";
import { readConsent } from "../../../src/privacy/consent.ts";
import { sanitizePatch, sanitizeSession } from "../../../src/privacy/gate2/sessions.ts";

const NOW = 1_700_000_000_000;

it("P7 a consent says who asked and what was agreed to, in short texts", () => {
  const sound = { source: " banner ", version: "3", at: NOW - 5 };
  expect(readConsent(sound, NOW)).toEqual({ source: "banner", version: "3", at: NOW - 5 });
  for (const at of [undefined, NOW + 1, -1, 1.5, "1", Number.NaN]) {
    expect(readConsent({ ...sound, at }, NOW)?.at).toBe(NOW);
  }
  for (const bad of [
    null,
    undefined,
    7,
    "banner",
    {},
    { source: "banner" },
    { source: "", version: "3" },
    { source: "banner", version: 3 },
    { source: "banner", version: "  " },
    { source: "b".repeat(129), version: "3" },
  ]) {
    expect(readConsent(bad, NOW)).toBeNull();
  }
});

it("P5 P7 the texts of a consent are redacted in sessions and patches", () => {
  const consent = { source: "ask ada@example.com", version: "v1 of bob@example.com", at: NOW };
  const clean = { source: "ask [email]", version: "v1 of [email]", at: NOW };
  expect(sanitizePatch({ privacy: { consent } }).privacy).toEqual({ consent: clean });
  const session: Session = {
    id: "s",
    format: 1,
    title: "",
    site: "",
    startedAt: NOW,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: {},
    tabs: [],
    environment: {},
    privacy: { level: "strict", consent, hits: { input: 2 } },
    labels: [],
    counts: { ...NO_COUNTS },
    rev: 0,
  };
  const { privacy } = sanitizeSession(session);
  expect(privacy).toEqual({ level: "strict", consent: clean, hits: { input: 2, email: 2 } });
});
