import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlOf } from "../../../src/dom/html.ts";
import { DomMirror } from "../../../src/dom/mirror.ts";
import type { MirrorNode } from "../../../src/dom/node.ts";
import { snapshotOf } from "../../../src/dom/snapshot.ts";
import { el, inc, load, mutation, type Spec, T0 } from "./page.ts";
import { randomFrom } from "./random-page.ts";

/** Counts how often a node is looked up, which is what trying an add costs. */
class CountingMirror extends DomMirror {
  lookups = 0;

  override get(id: number): MirrorNode | undefined {
    this.lookups++;
    return super.get(id);
  }
}

const LIST = 10;

function listMirror(): CountingMirror {
  const mirror = new CountingMirror();
  for (const one of load([el(LIST, "ul")])) mirror.apply(one);
  return mirror;
}

const add = (id: number, parentId: number, nextId: number | null = null) => ({
  parentId,
  nextId,
  node: { type: 2, id, tagName: "li", attributes: { n: id }, childNodes: [] },
});

function childIds(mirror: DomMirror, parentId = LIST): number[] {
  const ids: number[] = [];
  for (let child = mirror.get(parentId)!.first; child; child = child.next) ids.push(child.id);
  return ids;
}

const count = (length: number, from = 100) => Array.from({ length }, (_, i) => from + i);

describe("adds of one mutation", () => {
  it("R4 are each looked up a few times only when all are listed before their neighbours", () => {
    const ids = count(50_000);
    const mirror = listMirror();
    const adds = ids.map((id) => add(id, LIST, id === ids.at(-1) ? null : id + 1));
    mirror.apply(mutation(1, { adds }));
    expect(mirror.lookups).toBeLessThan(10 * ids.length);
    expect(childIds(mirror)).toEqual(ids);
    expect(mirror.skipped).toBe(0);
  });

  it("R4 are each looked up a few times only when all are listed before their parents", () => {
    const ids = count(50_000);
    const mirror = listMirror();
    const adds = ids.map((id) => add(id, id === ids[0] ? LIST : id - 1)).toReversed();
    mirror.apply(mutation(1, { adds }));
    expect(mirror.lookups).toBeLessThan(10 * ids.length);
    // What is below the deepest level that is kept is lost.
    expect(mirror.get(100 + 1_400)).toBeDefined();
    expect(mirror.skipped).toBe(ids.length - ids.filter((id) => mirror.get(id)).length);
  });

  it("R4 are not tried anew for a neighbour that comes again and again", () => {
    const wanted = 99;
    const steps = count(20_000);
    const waiting = count(20_000, 100_000);
    const mirror = listMirror();
    const adds = [
      ...waiting.map((id) => add(id, LIST, wanted)),
      ...steps.map((id) => add(id, LIST, id === steps.at(-1) ? null : id + 1)),
      ...steps.map((id) => add(wanted, id)),
    ];
    mirror.apply(mutation(1, { adds }));
    expect(mirror.lookups).toBeLessThan(10 * adds.length);
    expect(childIds(mirror)).toEqual([...steps, ...waiting]);
  });

  it("make the same tree in any order", () => {
    const orders = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 30 })).chain(([seed, length]) => {
      const adds = treeOfAdds(seed, length);
      return fc.tuple(
        fc.constant(adds),
        fc.shuffledSubarray(adds, { minLength: length, maxLength: length }),
      );
    });
    fc.assert(
      fc.property(orders, ([adds, shuffled]) => {
        const [one, other] = [adds, shuffled].map((list) => {
          const mirror = listMirror();
          mirror.apply(mutation(1, { adds: list }));
          expect(mirror.skipped).toBe(0);
          return htmlOf(mirror.root!);
        });
        expect(other).toBe(one);
      }),
      { numRuns: 300 },
    );
  });

  it("without a known neighbour go to the end, in the order in which rounds place them", () => {
    const mirror = listMirror();
    const adds = [
      add(20, LIST, 77),
      add(21, LIST, 20),
      add(22, 99),
      add(23, 24),
      add(24, 27),
      add(25, 24),
      add(26, 22),
      add(27, LIST, 78),
    ];
    mirror.apply(mutation(1, { adds }));
    expect(childIds(mirror)).toEqual([21, 20, 27]);
    // What comes behind its parent in the list is placed in the same round, what comes before it later.
    expect(childIds(mirror, 24)).toEqual([25, 23]);
    expect(mirror.skipped).toBe(2);
  });
});

/** Each of these took minutes when every node that was put in cost a look at all others there. */
describe("places that a page fills with any number of nodes", () => {
  const MANY = 50_000;
  const put = (parentId: number, id: number, node: object) => ({
    parentId,
    nextId: null,
    node: { id, attributes: {}, childNodes: [], ...node },
  });
  const all = <T>(make: (i: number) => T) => Array.from({ length: MANY }, (_, i) => make(i));
  const comment = { type: 5, textContent: "" };
  const element = (tagName: string) => ({ type: 2, tagName });
  const tagsIn = (mirror: DomMirror, id: number) => {
    const seen = new Map<string, number>();
    for (let child = mirror.get(id)!.first; child; child = child.next) {
      const what = child.tag || `type ${child.type}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }
    return Object.fromEntries(seen);
  };
  const after = (body: Spec[], adds: object[]): DomMirror => {
    const mirror = new DomMirror();
    for (const one of load(body)) mirror.apply(one);
    mirror.apply(mutation(1, { adds }));
    return mirror;
  };

  it("R4 a document of comments keeps one html and one doctype", () => {
    const mirror = after(
      [],
      [
        ...all((i) => put(1, 1_000_000 + i, comment)),
        ...all((i) => put(1, 2_000_000 + i, element("html"))),
        ...all((i) => put(1, 3_000_000 + i, { type: 1, name: "html" })),
      ],
    );
    expect(tagsIn(mirror, 1)).toEqual({ "type 5": MANY, html: 1, "type 1": 1 });
    expect(mirror.get(2_000_000 + MANY - 1)).toBeDefined();
  });

  it("R4 a text area of elements keeps one text", () => {
    const mirror = after(
      [el(10, "textarea", {}, "first")],
      [
        ...all((i) => put(10, 1_000_000 + i, element("p"))),
        ...all((i) => put(10, 2_000_000 + i, { type: 3, textContent: `${i}` })),
      ],
    );
    expect(tagsIn(mirror, 10)).toEqual({ p: MANY, "type 3": 1 });
  });

  it("R4 a style of elements keeps its text until a text comes", () => {
    const style = el(10, "style", { _cssText: "p { top: 0 }" }, el(11, "b"));
    const text = { type: 3, textContent: "" };
    const elements = all((i) => put(10, 1_000_000 + i, element("p")));
    const mirror = after([style], elements);
    expect(mirror.get(10)!.attributes["_cssText"]).toBe("p { top: 0 }");
    mirror.apply(mutation(2, { adds: [put(10, 12, text), put(10, 13, text)] }));
    expect(mirror.get(10)!.attributes["_cssText"]).toBeUndefined();
    expect(mirror.get(12)!.text).toBe("p { top: 0 }");
  });

  it("R4 a style recorded in more parts than it has texts gives the last of them the rest", () => {
    const parts = count(4 * MANY).map((i) => `p { top: ${i}px }`);
    const style = el(10, "style", { _cssText: parts.join("/* rr_split */") }, "", "");
    const mirror = after([style], []);
    const [one, two] = [mirror.get(10)!.first!, mirror.get(10)!.last!];
    mirror.apply(mutation(1, { texts: [{ id: one.id, value: "" }] }));
    expect(two.text).toBe(parts.slice(1).join(""));
  });

  it("R4 options without a select do not look for it in the documents around", () => {
    const documents = all((i) => i).flatMap((i) => [
      put(i === 0 ? 10 : 999_999 + 2 * i, 1_000_000 + 2 * i, { type: 0 }),
      put(1_000_000 + 2 * i, 1_000_001 + 2 * i, element("iframe")),
    ]);
    const innermost = 999_999 + 2 * MANY;
    const option = { ...element("option"), attributes: { selected: true } };
    const mirror = after(
      [el(10, "iframe")],
      [...documents, ...all((i) => put(innermost, 3_000_000 + i, option))],
    );
    expect(tagsIn(mirror, innermost)).toEqual({ option: MANY });
  });
});

describe("declarations of one sheet", () => {
  const declare = (i: number, property: string, value = "0") =>
    inc(i, 13, { id: 5, index: [0], set: { property, value } });

  it("R4 are kept in order, whatever number of properties there is", () => {
    const names = count(100_000).map((i) => `--p${i}`);
    const mirror = new DomMirror();
    for (const one of load([], { css: "p { top: 0 }" })) mirror.apply(one);
    for (const name of names) mirror.apply(declare(1, name));
    mirror.apply(declare(2, names[0]!, "1"));
    const kept = [...mirror.sheets.changed.get(5)!].map(({ set }) => set);
    expect(kept).toEqual([
      ...names.slice(1).map((property) => ({ property, value: "0" })),
      { property: names[0], value: "1" },
    ]);
  });

  it("replace each other only as long as no rule came or went in between", () => {
    const mirror = new DomMirror();
    for (const one of load([], { css: "p { top: 0 }" })) mirror.apply(one);
    const rule = { id: 5, adds: [{ rule: "a {}", index: 0 }] };
    for (const one of [
      declare(1, "top", "1"),
      declare(1, "left", "2"),
      declare(1, "top", "3"),
      inc(1, 8, rule),
      declare(1, "top", "4"),
      inc(1, 13, { id: 5, index: [1], remove: { property: "top" } }),
      declare(1, "top", "5"),
    ]) {
      mirror.apply(one);
    }
    const said = snapshotOf(mirror, T0).filter(({ data }) => data["id"] === 5);
    expect(said.map(({ data }) => data["adds"] ?? data["set"] ?? data["remove"])).toEqual([
      { property: "left", value: "2" },
      { property: "top", value: "3" },
      rule.adds,
      { property: "top" },
      { property: "top", value: "5" },
    ]);
  });
});

/** Adds of a random tree in the list, as rrweb writes them: each names its next sibling. */
function treeOfAdds(seed: number, length: number) {
  const random = randomFrom(seed);
  const children = new Map<number, number[]>();
  for (const [i, id] of count(length).entries()) {
    const parent = random(3) === 0 ? LIST : 100 + random(i || 1);
    const siblings = children.get(parent === id ? LIST : parent) ?? [];
    siblings.splice(random(siblings.length + 1), 0, id);
    children.set(parent === id ? LIST : parent, siblings);
  }
  return [...children].flatMap(([parent, ids]) =>
    ids.map((id, i) => add(id, parent, ids[i + 1] ?? null)),
  );
}
