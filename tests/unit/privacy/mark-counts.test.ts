import { describe, expect, it } from "vitest";
import {
  IncrementalSource,
  type RecordedEvent,
  type SerializedNode,
} from "../../../src/format/events.ts";
import { signalEvent } from "../../../src/format/signals/signals.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import { markNames, markOwner, markSelectors } from "../../../src/privacy/marks.ts";
import { DEFAULT_SITE_POLICY, type Level } from "../../../src/privacy/policy.ts";
import { IS } from "../../../src/privacy/sanitize/node-map.ts";
import { NodeCounts } from "../../../src/privacy/sanitize/node-counts.ts";
import { createSanitizer } from "../../../src/privacy/sanitize/sanitizer.ts";
import { element, find, incremental, mutation, snapshot, text } from "./build.ts";

/** Both gates, one after the other, as a batch passes them; `selected` are what the policy's selectors match. */
function bothGates(selected: Record<number, number> = {}, level: Level = "balanced") {
  const counts = new NodeCounts();
  const inPage = () =>
    createSanitizer({
      level,
      live: {
        areContextual: false,
        marks: (id) => selected[id] ?? 0,
        marksAround: () => 0,
        isEdited: () => false,
        size: () => ({ width: 10, height: 10 }),
      },
      counts,
    });
  let first = inPage();
  const second = createGate2({ policy: { ...DEFAULT_SITE_POLICY, level } });
  let seq = 0;
  /** `resumed`: the recorder begins again in the same document, as after a pause. */
  return (events: RecordedEvent[], resumed = false) => {
    if (resumed) first = inPage();
    const masked = structuredClone(events).flatMap((event) => first.sanitize(event) ?? []);
    const pageHits = first.takeHits();
    const batch = second.pass(JSON.stringify(masked), {
      sessionId: "s",
      tabId: "t",
      producer: "p",
      seq: seq++,
      pageHits,
    });
    return {
      hits: batch?.hits ?? {},
      pageHits,
      events: JSON.parse(batch?.json ?? "[]") as RecordedEvent[],
    };
  };
}

const marksOf = (hits: Record<string, number>) =>
  Object.fromEntries(Object.entries(hits).filter(([rule]) => rule.startsWith("mark:")));

describe("elements are counted by the marks that they carry", () => {
  it("P6 once in both gates, attributes and classes, whether they mask, block or ignore", () => {
    const { hits, pageHits } = bothGates()([
      snapshot(
        element(10, "p", { "data-sentry-mask": "" }, text(11, "a")),
        element(12, "p", { class: "note rr-mask fs-mask" }, text(13, "b")),
        element(14, "div", { "data-sentry-block": "" }, element(15, "p", {}, text(16, "c"))),
        element(17, "div", { class: "rr-block" }),
        element(18, "div", { "data-openreplay-htmlmasked": "", "data-waymark-block": "" }),
        element(19, "input", { "data-rr-ignore": "" }),
        element(
          20,
          "p",
          { "data-dd-privacy": "mask", "data-waymark-mask": "false" },
          text(21, "d"),
        ),
      ),
    ]);
    expect(marksOf(hits)).toEqual({
      "mark:data-sentry-mask": 1,
      "mark:rr-mask": 1,
      "mark:fs-mask": 1,
      "mark:data-sentry-block": 1,
      "mark:rr-block": 1,
      "mark:data-openreplay-htmlmasked": 1,
      "mark:data-waymark-block": 1,
      "mark:data-rr-ignore": 1,
      "mark:data-dd-privacy": 1,
    });
    expect(marksOf(pageHits)).toEqual({});
    expect(hits).toMatchObject({ mask: 3, block: 3 });
  });

  it("P6 those of the settings' own selectors as such, beside the page's", () => {
    const pass = bothGates({ 10: IS.mask, 12: IS.block, 14: IS.mask });
    const { hits, events } = pass([
      snapshot(
        element(10, "p", {}, text(11, "a")),
        element(12, "div", {}, text(13, "b")),
        element(14, "p", { "data-waymark-mask": "", "data-rr-mask": "" }, text(15, "c")),
      ),
    ]);
    expect(marksOf(hits)).toEqual({
      "mark:selector": 2,
      "mark:data-waymark-mask": 1,
      "mark:data-rr-mask": 1,
    });
    expect(find(events[0]!, 10)?.attributes).toEqual({ "data-waymark-mask": "selector" });
    expect(find(events[0]!, 12)?.attributes?.["data-waymark-block"]).toBe("selector");
    expect(JSON.stringify(events)).not.toMatch(/"textContent":"[abc]"/);
  });

  it("P6 once a document: not again when it moves, changes or is recorded anew", () => {
    const pass = bothGates({ 12: IS.mask });
    const page = () =>
      snapshot(element(10, "p", { class: "rr-mask" }), element(12, "p", {}, text(13, "x")));
    expect(marksOf(pass([page()]).hits)).toEqual({ "mark:rr-mask": 1, "mark:selector": 1 });
    const again = pass([
      mutation({ attributes: [{ id: 10, attributes: { class: "rr-mask wide" } }] }),
      mutation({ attributes: [{ id: 12, attributes: { lang: "en" } }] }),
      mutation({
        removes: [{ parentId: 3, id: 10 }],
        adds: [{ parentId: 3, nextId: null, node: element(10, "p", { class: "rr-mask" }) }],
      }),
      page(),
    ]);
    expect(marksOf(again.hits)).toEqual({});
    const late = pass([
      mutation({ attributes: [{ id: 10, attributes: { "data-fs-exclude": "" } }] }),
    ]);
    expect(marksOf(late.hits)).toEqual({ "mark:data-fs-exclude": 1 });
  });

  it("P6 an unmask only where it lifts something: at level open", () => {
    const page = [snapshot(element(10, "p", { class: "rr-unmask" }))];
    expect(marksOf(bothGates()(page).hits)).toEqual({});
    expect(marksOf(bothGates({}, "open")(page).hits)).toEqual({ "mark:rr-unmask": 1 });
  });

  it("P1 a page's own numbers, and names that are no mark's, are not believed", () => {
    const gate = createGate2({ policy: DEFAULT_SITE_POLICY });
    const forged = element(10, "p", { "data-waymark-mask": "ann@mail.example data-sentry-mask" });
    const batch = gate.pass(JSON.stringify([snapshot(forged)]), {
      sessionId: "s",
      tabId: "t",
      producer: "p",
      seq: 0,
      pageHits: { "mark:rr-block": 1_000, input: 2 },
    });
    expect(marksOf(batch?.hits ?? {})).toEqual({ "mark:data-sentry-mask": 1 });
    expect(batch?.hits["input"]).toBe(2);
    expect(batch?.json).not.toContain("ann@");
  });
});

describe("what acted is counted, not how often it was told", () => {
  /** The page, numbered from `first` on: rrweb numbers all nodes anew when recording begins again. */
  const page = (first: number, extra: SerializedNode[] = []): RecordedEvent => {
    const event = snapshot(
      element(first + 10, "p", { class: "rr-mask" }, text(first + 11, "Ann")),
      element(first + 12, "input", { value: "typed" }),
      element(first + 13, "p", {}, text(first + 14, "ann@mail.example")),
      element(first + 15, "i", { "data-user": "Ann Miller" }),
      element(first + 16, "div", { "data-waymark-block": "" }),
      ...extra,
    );
    (event.data["node"] as SerializedNode).id += first;
    return event;
  };
  const ONCE = { mask: 1, input: 1, email: 1, attribute: 1, block: 1 };

  it("P5 P6 by node: a pause and what is recorded anew after it add nothing", () => {
    const pass = bothGates();
    const { hits } = pass([page(0)]);
    expect(hits).toEqual({ ...ONCE, "mark:rr-mask": 1, "mark:data-waymark-block": 1 });
    expect(pass([page(0)]).hits).toEqual({});
    expect(pass([page(1_000)], true).hits).toEqual({});
    expect(pass([page(2_000)], true).hits).toEqual({});
    const more = element(3_020, "p", { class: "rr-mask" }, text(3_021, "Bob"));
    expect(pass([page(3_000, [more])], true).hits).toEqual({ mask: 1, "mark:rr-mask": 1 });
  });

  it("P5 a text that changes counts once, a line of the console each time", () => {
    const pass = bothGates();
    pass([page(0)]);
    const says = (value: string) => mutation({ texts: [{ id: 14, value }] });
    expect(pass([says("bob@mail.example"), says("eve@mail.example")]).hits).toEqual({});
    const line = () =>
      signalEvent("waymark.console", { level: "log", message: "ann@mail.example" }, 1);
    expect(pass([line(), line()]).hits).toEqual({ email: 2 });
  });

  it("P3 an editor counts as one, however many texts its keys make", () => {
    const pass = bothGates();
    const writes = (id: number) =>
      mutation({
        removes: [{ parentId: 20, id: id - 1 }],
        adds: [{ parentId: 20, nextId: null, node: text(id, "letter") }],
      });
    const editor = element(20, "div", { contenteditable: "true" }, text(21, "l"));
    const { hits } = pass([snapshot(editor), writes(22), writes(23), writes(24)]);
    expect(hits).toEqual({ editable: 1 });
  });

  it("P2 an input event counts where it is recorded, not for each key", () => {
    const pass = bothGates();
    pass([snapshot(element(10, "input", {}))]);
    const types = (value: string) =>
      incremental(IncrementalSource.Input, { id: 10, text: value, isChecked: false });
    expect(pass([types("a"), types("ab"), types("abc")]).hits).toEqual({ input: 1 });
    expect(pass([types(""), types("x"), types("xy")]).hits).toEqual({ input: 1 });
  });
});

it("every mark has a name to count by and an owner to show", () => {
  for (const kind of ["block", "mask", "ignore", "unmask"] as const) {
    for (const selector of markSelectors(kind)) {
      const name = /^[[.]([\w-]+)/.exec(selector)?.[1] ?? "";
      const isClass = selector.startsWith(".");
      expect(isClass ? markNames("class", `a ${name} b`) : markNames(name, "")).toEqual([name]);
      expect(markOwner(name), name).not.toBe("");
    }
  }
});
