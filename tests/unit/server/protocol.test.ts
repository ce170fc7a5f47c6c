import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  queryFromParams,
  queryToParams,
  readSegmentHeaders,
  segmentHeaders,
  wholeNumber,
} from "../../../src/store/http/protocol.ts";
import { LATEST_AT } from "../../../src/format/time.ts";
import { SESSION_SORTS } from "../../../src/store/session-store.ts";

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: "grapheme", maxLength: 60 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const aQuery = fc
  .record({
    text: maybe(text),
    site: maybe(text),
    project: maybe(text),
    label: maybe(text),
    state: maybe(fc.constantFrom("recording", "finished")),
    origin: maybe(fc.constantFrom("extension", "import")),
    hasErrors: maybe(fc.boolean()),
    hasFindings: maybe(fc.boolean()),
    startedFrom: maybe(count),
    startedTo: maybe(count),
    minDurationMs: maybe(count),
    minEvents: maybe(count),
    sort: maybe(fc.constantFrom(...SESSION_SORTS)),
    descending: maybe(fc.boolean()),
    limit: maybe(fc.integer({ min: 1, max: 500 })),
    cursor: maybe(text),
  })
  .map((query) =>
    Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)),
  );

/** As far as a Date holds it. */
const moment = fc.integer({ min: 0, max: LATEST_AT });

const anInfo = fc.record({
  sessionId: fc.constant("s"),
  tabId: fc.constant("t"),
  index: count,
  rev: count,
  firstEventAt: moment,
  lastEventAt: moment,
  eventCount: fc.integer({ min: 1, max: 1e9 }),
  bytes: fc.integer({ min: 2, max: 1e9 }),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
});

function outcomeOf(given: [string, string][]): string {
  try {
    queryFromParams(new URLSearchParams(given));
    return "accepted";
  } catch (error) {
    const { name, code } = error as { name: string; code: string };
    return `${name} ${code}`;
  }
}

describe("the wire", () => {
  test("carries every query as it is", () => {
    fc.assert(
      fc.property(aQuery, (query) => {
        const line = queryToParams(query).toString();
        expect(queryFromParams(new URLSearchParams(line))).toEqual(query);
      }),
    );
  });

  test("carries every segment's particulars as they are", () => {
    fc.assert(
      fc.property(anInfo, (info) => {
        expect(readSegmentHeaders(new Headers(segmentHeaders(info)), info)).toEqual(info);
      }),
    );
  });

  test("R4 no parameters at all make it fail otherwise than with a sentence", () => {
    const pairs = fc.array(
      fc.tuple(fc.oneof(text, fc.constantFrom("limit", "sort", "text")), text),
    );
    fc.assert(
      fc.property(pairs, (given) => {
        expect(["accepted", "WaymarkError invalid-input"]).toContain(outcomeOf(given));
      }),
    );
  });

  for (const wrong of [
    "",
    " 1",
    "1 ",
    "+1",
    "-1",
    "1e3",
    "0x10",
    "1.0",
    "١",
    "9".repeat(17),
    "9".repeat(16),
    null,
  ]) {
    test(`R4 takes ${JSON.stringify(wrong)} for no whole number`, () => {
      expect(() => wholeNumber(wrong, "It")).toThrow("It must be a whole number from 0.");
    });
  }
});
