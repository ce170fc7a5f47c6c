import { describe, expect, it } from "vitest";
import { NodeMap, type NodeState } from "../../../src/privacy/sanitize/node-map.ts";

/** More than the map keeps without looking which nodes are gone. */
const LEVELS = 30_000;

/** A chain of nodes from `first` on, each in the one before; `step` is told of each look at a parent. */
function chain(map: NodeMap, first: number, parent: NodeState | null, step: () => void): void {
  let above = parent;
  for (let id = first; id < first + LEVELS; id++) {
    const state = map.add(id, above, "b");
    let held = above;
    Object.defineProperty(state, "parent", {
      get() {
        step();
        return held;
      },
      set(value: NodeState | null) {
        held = value;
      },
    });
    above = state;
  }
}

const known = (map: NodeMap, first: number) =>
  Array.from({ length: LEVELS }, (_, i) => first + i).filter((id) => map.get(id)).length;

describe("NodeMap", () => {
  it("R4 forgets what left the page, and looks at each node a few times only", () => {
    let steps = 0;
    const map = new NodeMap();
    const top = map.add(1, null, "html");
    chain(map, 100_000, top, () => steps++);
    chain(map, 200_000, top, () => steps++);
    const half = 200_000 + LEVELS / 2;
    map.remove(half);
    expect(known(map, 100_000)).toBe(LEVELS);
    expect(known(map, 200_000)).toBe(LEVELS / 2);
    expect(map.get(half)).toBeUndefined();
    expect(map.get(half - 1)).toBeDefined();
    expect(steps).toBeLessThan(5 * 2 * LEVELS);
  });

  it("R4 keeps a node that moved out of what left, and what is in it", () => {
    const map = new NodeMap();
    const top = map.add(1, null, "html");
    chain(map, 100_000, top, () => {});
    map.add(100_010, top, "b");
    map.remove(100_005);
    expect(known(map, 100_000)).toBe(LEVELS - 5);
    expect(map.get(100_004)).toBeDefined();
    expect(map.get(100_009)).toBeUndefined();
    expect(map.get(100_010)).toBeDefined();
  });
});
