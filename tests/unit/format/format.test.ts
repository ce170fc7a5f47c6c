import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WaymarkError } from "../../../src/format/errors.ts";
import { assertId, isId, newSessionId } from "../../../src/format/ids.ts";
import { checkSegmentInfo, checkSession, checkSessionPatch } from "../../../src/format/schemas.ts";
import {
  isSignalTag,
  readSignal,
  SIGNALS,
  signalEvent,
} from "../../../src/format/signals/signals.ts";
import { formatOffset, parseOffset } from "../../../src/format/time.ts";
import { upgrade } from "../../../src/format/upgrade.ts";
import { FORMAT_VERSION } from "../../../src/format/version.ts";

const corpus = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../corpus/format/${name}.json`, import.meta.url), "utf8"));

const codeOf = (run: () => unknown): string | null => {
  try {
    run();
    return null;
  } catch (error) {
    return (error as WaymarkError).code;
  }
};

describe("versions", () => {
  test("every version that was ever written still opens", () => {
    for (let version = 1; version <= FORMAT_VERSION; version++) {
      const opened = upgrade(corpus(`session-v${version}`));
      expect(checkSession(opened)).toMatchObject({ format: FORMAT_VERSION });
    }
  });

  test("a session from before there were pins is read, and is not pinned", () => {
    const old = checkSession(upgrade(corpus("session-v1")));
    expect(old.pinned ?? false).toBe(false);
    const pinned = checkSession(upgrade(corpus("session-v1-pinned")));
    expect(pinned).toMatchObject({ pinned: true, format: 1 });
    expect(codeOf(() => checkSession({ ...pinned, pinned: "yes" }))).toBe("invalid-input");
  });

  test("data from a newer Waymark is refused with what to do", () => {
    const open = () => upgrade(corpus("session-from-the-future"));
    expect(codeOf(open)).toBe("from-the-future");
    expect(open).toThrow(/newer Waymark \(format 9007; this one reads up to 1\)\. Update Waymark/);
  });

  test("older data goes up step by step, without a step being skipped", () => {
    const steps = {
      1: (older: { format: number }) => ({ ...older, format: 2, path: "1" }),
      2: (older: { format: number }) => ({
        ...older,
        format: 3,
        path: `${(older as { path?: string }).path}2`,
      }),
    };
    expect(upgrade({ format: 1 }, steps, 3)).toEqual({ format: 3, path: "12" });
    expect(codeOf(() => upgrade({ format: 1 }, {}, 2))).toBe("invalid-input");
  });

  test.each([null, 7, "x", {}, { format: "1" }, { format: 0 }, { format: 1.5 }])(
    "R4 %j is no Waymark data",
    (value) => expect(codeOf(() => upgrade(value))).toBe("invalid-input"),
  );
});

describe("ids", () => {
  test("sort by the time they were made at", () => {
    const random = () => crypto.getRandomValues(new Uint8Array(16));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        fc.integer({ min: 1, max: 1e6 }),
        (at, later) => {
          expect(newSessionId(at, random()) < newSessionId(at + later, random())).toBe(true);
        },
      ),
    );
  });

  test("are what every door takes, and two are never alike", () => {
    const made = Array.from({ length: 1000 }, () =>
      newSessionId(1_790_000_000_000, crypto.getRandomValues(new Uint8Array(16))),
    );
    expect(made.every(isId)).toBe(true);
    expect(new Set(made).size).toBe(1000);
  });

  test.each(["", "a b", "../x", "a/b", "ä", "x".repeat(129), "a\n", 7, null, undefined])(
    "R4 %j is refused",
    (value) => expect(codeOf(() => assertId(value, "Session id"))).toBe("invalid-id"),
  );
});

describe("times", () => {
  test.each([
    ["83000ms", 83_000],
    ["83000", 83_000],
    ["83s", 83_000],
    ["1.5s", 1_500],
    ["01:23", 83_000],
    ["90:00", 5_400_000],
    ["1:02:03", 3_723_000],
    ["0:01.5", 1_500],
  ])("%s is %i ms", (text, offset) => expect(parseOffset(text)).toBe(offset));

  test.each(["", "x", "1:60", "1:75:00", "-5s", "1e3", "5m"])(
    "R4 %j is refused with the ways to write it",
    (text) => expect(() => parseOffset(text)).toThrow(/83000ms, 83s, 01:23 or 1:02:03/),
  );

  test("what is shown can be read again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 360_000 }), (seconds) => {
        expect(parseOffset(formatOffset(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe("R4 records from outside", () => {
  const session = corpus("session-v1") as Record<string, unknown>;

  test.each([
    ["an id with a path in it", { id: "../../etc" }, /"id"/],
    ["a time in seconds with a fraction", { startedAt: 1790000000.5 }, /"startedAt"/],
    ["a state of its own", { state: "pending" }, /"state"/],
    ["a negative count", { counts: { ...(session["counts"] as object), clicks: -1 } }, /"counts/],
    ["a key nobody knows", { isAdmin: true }, /isAdmin/],
    ["ten thousand tabs", { tabs: Array.from({ length: 10_000 }, () => ({})) }, /"tabs/],
  ])("a session with %s is refused and the place named", (_what, change, place) => {
    expect(codeOf(() => checkSession({ ...session, ...change }))).toBe("invalid-input");
    expect(() => checkSession({ ...session, ...change })).toThrow(place);
  });

  test("a patch may not touch what identifies a session", () => {
    expect(checkSessionPatch({ title: "Better", counts: { findings: 3 } })).toEqual({
      title: "Better",
      counts: { findings: 3 },
    });
    for (const field of ["id", "startedAt", "format", "origin", "rev"]) {
      expect(codeOf(() => checkSessionPatch({ [field]: session[field] }))).toBe("invalid-input");
    }
  });

  test("no JSON makes a check do anything but answer or refuse", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const check of [checkSession, checkSessionPatch, checkSegmentInfo]) {
          const code = codeOf(() => check(value));
          expect(code === null || code === "invalid-input").toBe(true);
        }
      }),
    );
  });
});

describe("signals", () => {
  test("a payload is read back only when it is what its tag promises", () => {
    const at = 1_790_000_000_000;
    const event = signalEvent("waymark.lifecycle", { what: "gap", reason: "asleep" }, at);
    expect(readSignal(event, "waymark.lifecycle")).toEqual({ what: "gap", reason: "asleep" });
    expect(readSignal(event, "waymark.error")).toBeNull();
    const forged = { ...event, data: { tag: "waymark.lifecycle", payload: { what: "explode" } } };
    expect(readSignal(forged, "waymark.lifecycle")).toBeNull();
  });

  test.each([
    { headers: { authorization: "Bearer x" } },
    { requestBody: "pin=1234" },
    { body: "pin=1234" },
    { cookies: "sid=1" },
  ])("P9 a request that brings %j along is no signal", (extra) => {
    const payload = { id: "r1", phase: "end", how: "fetch", status: 200 } as const;
    const plain = signalEvent("waymark.network", payload, 1);
    expect(readSignal(plain, "waymark.network")).toEqual(payload);
    const laden = { ...plain, data: { ...plain.data, payload: { ...payload, ...extra } } };
    expect(readSignal(laden, "waymark.network")).toBeNull();
  });

  test("only our own tags count, not what every object has", () => {
    expect(Object.keys(SIGNALS).every(isSignalTag)).toBe(true);
    for (const tag of ["toString", "__proto__", "waymark.unknown", 7, null]) {
      expect(isSignalTag(tag)).toBe(false);
    }
  });
});
