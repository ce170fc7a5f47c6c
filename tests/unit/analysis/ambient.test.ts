import { describe, expect, it } from "vitest";
import { AmbientBook } from "../../../src/analysis/friction/evidence/ambient.ts";

const moment = (at: number) => ({ at, sinceActMs: Infinity, quiet: true });

/** A page that makes new rows all day: each does something once, a second after the one before. */
function fill(book: AmbientBook, count: number, isGone: (key: number) => boolean): void {
  for (let key = 0; key < count; key++) {
    book.note(1, key, moment(key * 1_000));
    book.prune(1, key * 1_000, isGone);
  }
}

describe("what is remembered of a page's places", () => {
  it("is forgotten of nodes that are gone, once there are many", () => {
    const book = new AmbientBook();
    fill(book, 10_100, () => true);
    expect(book.note(1, 5, moment(20_000_000))).toBeNull();
    // What did something a moment ago may come back.
    expect(book.note(1, 10_090, moment(20_000_000))).toBe(10_090_000);
  });

  it("is kept of nodes that are there, and of those that will be asked about", () => {
    const book = new AmbientBook();
    book.keep([{ epoch: 1, key: 5, path: null }]);
    fill(book, 10_100, (key) => key !== 7);
    expect(book.note(1, 5, moment(20_000_000))).toBe(5_000);
    expect(book.note(1, 7, moment(20_000_000))).toBe(7_000);
    expect(book.note(1, 6, moment(20_000_000))).toBeNull();
  });

  it("goes with its document, but what will be asked about and what is known by its path", () => {
    const book = new AmbientBook();
    for (const at of [0, 5_000, 10_000, 15_000, 20_000]) {
      for (const key of [1, 2]) book.note(1, key, moment(at));
    }
    const first = { at: 40_000, kind: "change" as const, previousAt: 35_000, documentAt: 30_000 };
    book.keep([{ epoch: 1, key: 1, path: null }]);
    book.leaveDocument(1, (key) => (key === 2 ? "a>/0" : null));
    expect(book.note(1, 1, moment(25_000))).toBe(20_000);
    expect(book.note(1, 2, moment(25_000))).toBeNull();
    const sources = [{ epoch: 2, key: 9, path: "a>/0" }];
    expect(book.isAmbient({ ...first, sources, reachMs: 3_000 }, 10_000)).toBe(true);
  });
});
