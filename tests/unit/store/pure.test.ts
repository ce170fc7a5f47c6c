import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSession } from "../../../src/format/schemas.ts";
import {
  decodeUtf8,
  encodeUtf8,
  gunzip,
  gzip,
  sha256Hex,
  utf8Length,
} from "../../../src/store/bytes.ts";
import { decodeCursor, encodeCursor } from "../../../src/store/cursor.ts";
import { planEviction } from "../../../src/store/limits.ts";
import {
  hasSeq,
  missingBatches,
  missingSeqs,
  NO_BATCHES,
  noteBatch,
} from "../../../src/store/producers.ts";
import { matchesText, planList } from "../../../src/store/query.ts";
import { addTotals } from "../../../src/store/session-changes.ts";
import { aSession, refuses, T0 } from "../../contract/session-store/samples.ts";

describe("bytes", () => {
  test("what was packed unpacks to the same bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => {
        expect(await gunzip(await gzip(bytes), bytes.length)).toEqual(new Uint8Array(bytes));
      }),
      { numRuns: 50 },
    );
  });

  test("R4 refuses to unpack one byte more than allowed, a cut file, and what follows the end", async () => {
    const packed = await gzip(encodeUtf8("x".repeat(100_000)));
    expect((await gunzip(packed, 100_000)).length).toBe(100_000);
    await refuses("invalid-input", gunzip(packed, 99_999));
    await refuses("invalid-input", gunzip(packed.slice(0, -1), 100_000));
    await refuses("invalid-input", gunzip(Uint8Array.of(...packed, 0), 100_000));
  });

  test("the hash is SHA-256 (FIPS 180-4, one-block example)", async () => {
    expect(await sha256Hex(encodeUtf8("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test("the length in UTF-8 is the length of the bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(utf8Length(text)).toBe(encodeUtf8(text).length);
      }),
    );
    for (const text of ["結".repeat(50_000), "a".repeat(200_000), "ü".repeat(1_000_001)]) {
      expect(utf8Length(text)).toBe(encodeUtf8(text).length);
    }
  });

  test("a byte order mark is content", () => {
    expect(decodeUtf8(encodeUtf8("\uFEFFx"))).toBe("\uFEFFx");
  });
});

/** Batch n lasts from n * 100 to n * 100 + 50 ms. */
function noted(seqs: number[]) {
  let log = NO_BATCHES;
  for (const seq of seqs) {
    if (hasSeq(log, seq)) continue;
    log = noteBatch(log, { seq, firstEventAt: seq * 100, lastEventAt: seq * 100 + 50 });
  }
  return log;
}

describe("batch numbers", () => {
  test("what came is known and what lies between is missing, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 })), (seqs) => {
        const log = noted(seqs);
        const highest = Math.max(-1, ...seqs);
        for (let seq = 0; seq <= highest + 1; seq++)
          expect(hasSeq(log, seq)).toBe(seqs.includes(seq));
        const all = Array.from({ length: highest + 1 }, (_, i) => i);
        expect(missingSeqs(log)).toEqual(all.filter((seq) => !seqs.includes(seq)));
      }),
    );
  });

  test("the order in which batches come leaves no trace", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 30 })), (seqs) => {
        const inOrder = noted(seqs.toSorted((a, b) => a - b));
        // A batch that comes before those below it cannot tell when its hole began.
        const bounds = ({ first, last, toAt }: (typeof inOrder.holes)[number]) => [
          first,
          last,
          toAt,
        ];
        expect(noted(seqs).holes.map(bounds)).toEqual(inOrder.holes.map(bounds));
      }),
    );
  });

  test("a log stays small however many batches come after a hole", () => {
    const log = noted([0, 1, ...Array.from({ length: 500 }, (_, i) => i + 4)]);
    expect(log).toEqual({
      next: 504,
      lastAt: 50_350,
      holes: [{ first: 2, last: 3, fromAt: 150, toAt: 400 }],
    });
  });

  test("R1 a hole is told with the times around it, also once a part of it came late", () => {
    const holes = (seqs: number[]) => missingBatches([["p", noted(seqs)]]);
    expect(holes([0, 1, 5])).toEqual([
      {
        producer: "p",
        seqs: [2, 3, 4],
        holes: [{ first: 2, last: 4, fromAt: 150, toAt: 500 }],
      },
    ]);
    expect(holes([0, 1, 5, 3])[0]?.holes).toEqual([
      { first: 2, last: 2, fromAt: 150, toAt: 300 },
      { first: 4, last: 4, fromAt: 350, toAt: 500 },
    ]);
    expect(holes([0, 1, 5, 3, 2, 4])).toEqual([]);
  });

  test("R4 a lying number does not make an endless list", () => {
    const missing = missingSeqs(noted([Number.MAX_SAFE_INTEGER]));
    expect(missing).toHaveLength(10_000);
    expect(missing.at(-1)).toBe(9_999);
  });
});

describe("cursors", () => {
  test("carry any place through a URL unchanged", () => {
    const value = fc.string({ unit: "binary", maxLength: 200 });
    fc.assert(
      fc.property(value, fc.stringMatching(/^[\w-]{1,128}$/), (title, id) => {
        const cursor = encodeCursor({ value: title, id }, "scope");
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(cursor, "scope", "title")).toEqual({ value: title, id });
      }),
    );
  });

  test("of the longest title still fit in a query", () => {
    const { scope } = planList({ sort: "title" });
    const cursor = encodeCursor({ value: "結".repeat(200), id: "x".repeat(128) }, scope);
    expect(planList({ sort: "title", cursor }).after?.id).toBe("x".repeat(128));
  });

  test("R4 no text makes anything but a refusal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(() => decodeCursor(text, "scope", "title")).toThrow(/cursor/);
      }),
    );
  });
});

describe("totals", () => {
  test("R4 thousands of rule names and huge numbers leave a valid session", () => {
    let session = { ...aSession("s") };
    for (let i = 0; i < 3; i++) {
      const hits = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`rule-${i}-${n}`, 2]));
      session = {
        ...session,
        ...addTotals(session, { counts: { clicks: Number.MAX_SAFE_INTEGER }, hits }),
      };
    }
    const checked = checkSession(session);
    expect(checked.counts.clicks).toBe(Number.MAX_SAFE_INTEGER);
    expect(Object.keys(checked.privacy.hits)).toHaveLength(200);
    const total = Object.values(checked.privacy.hits).reduce((a, b) => a + b, 0);
    expect(total).toBe(900);
  });

  test("R4 a rule may be called like a built-in of objects", () => {
    const { privacy } = addTotals(aSession("s"), { counts: {}, hits: { toString: 3 } });
    expect(privacy.hits).toEqual({ toString: 3 });
  });
});

describe("text search", () => {
  test("finds every word that a session is made of, in any case", () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9äöüß]{1,10}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const session = aSession("s", { title: words.join(" ") });
        expect(matchesText(session, words.toReversed().join("  ").toLowerCase())).toBe(true);
        expect(matchesText(session, `${words.join(" ")} §`)).toBe(false);
      }),
    );
  });
});

describe("eviction", () => {
  test("never takes what is pinned or live, more than needed, nor a newer one before an older", () => {
    const some = fc.array(
      fc.record({
        age: fc.nat({ max: 5 }),
        bytes: fc.nat({ max: 9 }),
        live: fc.boolean(),
        pinned: fc.option(fc.boolean(), { nil: undefined }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(some, fc.nat({ max: 12 }), fc.nat({ max: 40 }), (rows, maxSessions, maxBytes) => {
        const sessions = rows.map(({ age, bytes, live, pinned }, i) => ({
          ...aSession(`s${String(i).padStart(2, "0")}`, {
            startedAt: T0 - age,
            state: live ? "recording" : "finished",
            ...(pinned !== undefined && { pinned }),
          }),
          storedBytes: bytes,
        }));
        const limits = { maxSessions, maxBytes };
        const gone = planEviction(sessions, limits, T0).map(({ id }) => id);
        const kept = (without: readonly string[]) =>
          sessions.filter((session) => !without.includes(session.id));
        const holds = (left: typeof sessions) =>
          left.length <= maxSessions &&
          left.reduce((sum, session) => sum + session.storedBytes, 0) <= maxBytes;
        const evictable = sessions.filter(
          (session) => session.state === "finished" && !session.pinned,
        );
        expect(gone.every((id) => evictable.some((session) => session.id === id))).toBe(true);
        expect(holds(kept(gone)) || gone.length === evictable.length).toBe(true);
        expect(gone.length > 0 && holds(kept(gone.slice(0, -1)))).toBe(false);
        const startOf = new Map(sessions.map((session) => [session.id, session.startedAt]));
        const newestGone = Math.max(-Infinity, ...gone.map((id) => startOf.get(id) ?? 0));
        const spared = evictable.filter((session) => !gone.includes(session.id));
        const oldestSpared = Math.min(Infinity, ...spared.map((session) => session.startedAt));
        expect(newestGone).toBeLessThanOrEqual(oldestSpared);
      }),
    );
  });
});
