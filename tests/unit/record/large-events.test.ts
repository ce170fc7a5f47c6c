import { describe, expect, it } from "vitest";
import { MOST_LEVELS, type SerializedNode } from "../../../src/format/events.ts";
import { inParts, isCutOff } from "../../../src/record/large-events.ts";
import { mutation } from "../privacy/build.ts";

const addOf = (id: number) => ({ parentId: 1, nextId: null, node: { type: 3, id } });
const deep = (levels: number) => {
  let node: SerializedNode = { type: 2, id: levels, childNodes: [] };
  for (let id = levels - 1; id > 0; id--) node = { type: 2, id, childNodes: [node] };
  return { type: 2, data: { node }, timestamp: 1 };
};

describe("R3 what a page adds at once", () => {
  it("stays one event where gate 2 takes it", () => {
    const event = mutation({ adds: [addOf(2), addOf(3)] });
    expect(inParts(event)).toEqual([event]);
    const click = { type: 3, data: { source: 2 }, timestamp: 1 };
    expect(inParts(click)).toEqual([click]);
  });

  it("is told in several, in its order, with all else in the first", () => {
    const adds = Array.from({ length: 250_001 }, (_, i) => addOf(i + 2));
    const parts = inParts(mutation({ adds, removes: [{ parentId: 1, id: 9 }] }));
    expect(parts.map(({ data }) => (data["adds"] as unknown[]).length)).toEqual([
      100_000, 100_000, 50_001,
    ]);
    expect(parts.flatMap(({ data }) => data["adds"])).toEqual(adds);
    expect(parts.map(({ data }) => (data["removes"] as unknown[]).length)).toEqual([1, 0, 0]);
    expect(new Set(parts.map(({ timestamp }) => timestamp)).size).toBe(1);
  });
});

describe("R3 a snapshot", () => {
  it("is cut off where it goes as deep as it may", () => {
    expect(isCutOff(deep(MOST_LEVELS - 1))).toBe(false);
    expect(isCutOff(deep(MOST_LEVELS))).toBe(true);
  });
});
