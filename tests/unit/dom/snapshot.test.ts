import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { htmlOf } from "../../../src/dom/html.ts";
import { DomMirror } from "../../../src/dom/mirror.ts";
import { snapshotOf } from "../../../src/dom/snapshot.ts";
import { el, inc, load, mutation, setAttributes, T0, type Spec } from "./page.ts";
import { randomFrom, randomRecording } from "./random-page.ts";

function mirrorAfter(events: readonly RecordedEvent[]): DomMirror {
  const mirror = new DomMirror();
  for (const event of events) mirror.apply(event);
  return mirror;
}

/** As it would be stored and read back. */
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const snapshotAt = (mirror: DomMirror, at = T0 + 1_000_000) => throughJson(snapshotOf(mirror, at));

describe("snapshotOf", () => {
  it("makes a mirror that goes on like the one it is from, at any place of any recording", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 399 }), (seed, cut) => {
        const events = randomRecording(randomFrom(seed), 400);
        const at = events[cut]?.timestamp ?? T0;
        const through = mirrorAfter(events.slice(0, cut + 1));
        const resumed = mirrorAfter(throughJson(snapshotOf(through, at)));
        for (const event of events.slice(cut + 1)) {
          through.apply(event);
          resumed.apply(event);
        }
        expect(resumed.skipped).toBe(through.skipped);
        expect(snapshotAt(resumed)).toEqual(snapshotAt(through));
      }),
      { numRuns: 150 },
    );
  });

  it("is equal to itself once applied", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const once = snapshotAt(mirrorAfter(randomRecording(randomFrom(seed), 300)));
        expect(snapshotAt(mirrorAfter(once))).toEqual(once);
      }),
    );
  });

  it("says nothing before the first snapshot", () => {
    expect(snapshotOf(new DomMirror(), T0)).toEqual([]);
  });

  it("keeps the order of style changes around a shorthand", () => {
    const mirror = mirrorAfter([
      ...load([el(10, "div", { style: "margin: 1px" })]),
      setAttributes(1, 10, { style: { "margin-left": "5px" } }),
      setAttributes(2, 10, { style: { margin: "2px" } }),
      setAttributes(3, 10, { style: { "margin-left": "7px" } }),
    ]);
    const styled = snapshotAt(mirror).find(({ data }) => data["source"] === 0)!;
    const [{ attributes }] = styled.data["attributes"] as [{ attributes: { style: object } }];
    expect(Object.entries(attributes.style)).toEqual([
      ["margin", "2px"],
      ["margin-left", "7px"],
    ]);
  });

  it("keeps one declaration of a rule that is animated, whatever number was recorded", () => {
    const animate = Array.from({ length: 500 }, (_, i) =>
      inc(i, 13, { id: 5, index: [0], set: { property: "top", value: `${i}px` } }),
    );
    const mirror = mirrorAfter([...load([], { css: "p { top: 0 }" }), ...animate]);
    const declarations = snapshotAt(mirror).filter(({ data }) => data["source"] === 13);
    expect(declarations.map(({ data }) => data["set"])).toEqual([
      { property: "top", value: "499px" },
    ]);
  });

  it("forgets inserted rules when the sheet's text changes", () => {
    const text: Spec = el(5, "style", {}, "p { top: 0 }");
    const mirror = mirrorAfter(load([text]));
    const textId = mirror.get(5)!.first!.id;
    mirror.apply(inc(1, 8, { id: 5, adds: [{ rule: "a { left: 0 }", index: 0 }] }));
    expect(mirror.sheets.rulesOf(5)).toEqual(["a { left: 0 }"]);
    mirror.apply(mutation(2, { texts: [{ id: textId, value: "p { top: 1px }" }] }));
    expect(mirror.sheets.rulesOf(5)).toEqual([]);
  });

  it("carries a video's position on while it plays", () => {
    const mirror = mirrorAfter([
      ...load([el(10, "video")]),
      inc(1_000, 7, { id: 10, type: 0, currentTime: 4, playbackRate: 2 }),
    ]);
    const media = () =>
      snapshotAt(mirror, T0 + 3_000).find(({ data }) => data["source"] === 7)!.data;
    expect(media()).toMatchObject({ type: 0, currentTime: 8 });
    mirror.apply(inc(2_000, 7, { id: 10, type: 1 }));
    expect(media()).toMatchObject({ type: 1, currentTime: 6 });
  });

  it("defines a sheet that nobody uses now, since it may be adopted again by its id", () => {
    const mirror = mirrorAfter([
      ...load([]),
      inc(1, 15, { id: 1, styleIds: [1], styles: [{ styleId: 1, rules: [{ rule: "p {}" }] }] }),
      inc(2, 15, { id: 1, styleIds: [] }),
    ]);
    const [adoption] = snapshotAt(mirror).filter(({ data }) => data["source"] === 15);
    expect(adoption!.data).toMatchObject({ styleIds: [], styles: [{ styleId: 1 }] });
  });

  it("says nothing of a root that adopted nothing, whether or not it was told to", () => {
    const mirror = mirrorAfter([
      ...load([el(10, "div")]),
      inc(1, 15, { id: 1, styleIds: [], styles: [{ styleId: 1, rules: [] }] }),
      inc(2, 15, { id: 10, styleIds: [1] }),
    ]);
    const adoptions = snapshotAt(mirror).filter(({ data }) => data["source"] === 15);
    expect(adoptions.map(({ data }) => data["id"])).toEqual([10]);
  });

  it("keeps the newest fonts, up to 8 MB of them", () => {
    const font = (i: number, size: number) =>
      inc(i, 10, { family: `F${i}`, fontSource: `url(${"x".repeat(size)})`, buffer: false });
    const families = (mirror: DomMirror) =>
      snapshotOf(mirror, T0).flatMap(({ data }) => data["family"] ?? []);
    const mirror = mirrorAfter(load([]));
    for (let i = 0; i < 6; i++) mirror.apply(font(i, 2_000_000));
    expect(families(mirror)).toEqual(["F2", "F3", "F4", "F5"]);
    // The same once more makes no room.
    mirror.apply(font(2, 2_000_000));
    expect(families(mirror)).toEqual(["F3", "F4", "F5", "F2"]);
    mirror.apply(font(7, 9_000_000));
    expect(families(mirror)).toEqual([]);
    for (let i = 0; i < 210; i++) mirror.apply(font(i, 5));
    expect(families(mirror)).toHaveLength(200);
  });

  it("leaves out of links what makes a browser fetch ahead, also where no gate did", () => {
    const href = "https://a.test/x";
    const head = el(10, "link", { rel: "preconnect", href });
    const mirror = mirrorAfter(load([head, el(11, "link", { rel: "preload stylesheet", href })]));
    const json = JSON.stringify(snapshotOf(mirror, T0));
    expect(json).not.toMatch(/preconnect|preload/);
    expect(json).toContain('"rel":"stylesheet"');
    // What the page was is still known.
    expect(mirror.get(10)!.attributes["rel"]).toBe("preconnect");
  });

  it("shows no pointer after a touch was cancelled, also where another was gone before", () => {
    const through = mirrorAfter([
      ...load([el(10, "p"), el(11, "p")]),
      inc(1, 2, { type: 7, id: 10, x: 1, y: 1 }),
      inc(2, 2, { type: 2, id: 11, x: 2, y: 2 }),
      mutation(3, { removes: [{ parentId: 4, id: 11 }] }),
    ]);
    const resumed = mirrorAfter(snapshotAt(through));
    const cancel = inc(4, 2, { type: 10, id: 10, x: 1, y: 1 });
    through.apply(cancel);
    resumed.apply(cancel);
    expect(snapshotAt(resumed)).toEqual(snapshotAt(through));
  });
});

describe("htmlOf", () => {
  it("writes shadow roots, changed styles and typed values, and no rrweb attribute", () => {
    const host: Spec = {
      tag: "x-card",
      id: 10,
      attrs: { rr_width: "5px", title: 'a "b" & c' },
      kids: [el(12, "input", { value: "was" }), "a < b"],
      shadow: [el(11, "slot")],
    };
    const mirror = mirrorAfter([
      ...load([host]),
      inc(1, 5, { id: 12, text: "now", isChecked: false }),
      setAttributes(2, 11, { style: { color: ["red", "important"] } }),
    ]);
    expect(htmlOf(mirror.get(10)!)).toBe(
      '<x-card title="a &quot;b&quot; &amp; c"><template shadowrootmode="open">' +
        '<slot style="color: red !important"></slot></template><input value="now">a &lt; b</x-card>',
    );
    expect(htmlOf(mirror.get(10)!, 10)).toBe("<x-card ti<!-- cut -->");
  });
});
